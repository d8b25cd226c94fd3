//! The crates that a package is made of, out of cargo's resolution and the lock file.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, Node, Package, PackageId, TargetKind};
use serde::Deserialize;

/// What a crate does for the package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its code is in the binary.
    Shipped,
    /// It runs while the package is built and is not in the binary: build scripts, procedural macros, and
    /// what those are made of.
    Build,
}

/// A crate.
#[derive(Clone, Debug)]
pub struct Crate {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it does for the package.
    pub role: Role,
    /// What it is, in its own words; may be empty.
    pub description: String,
    /// Its licence as an SPDX expression, if it states one.
    pub licence: Option<String>,
    /// Where its sources are kept.
    pub repository: Option<String>,
    /// SHA-256 of the archive that the registry serves, as `Cargo.lock` pins it; none for crates of this tree.
    pub checksum: Option<String>,
    /// The package URLs of what it is made of itself, sorted.
    pub dependencies: Vec<String>,
}

impl Crate {
    /// Its package URL (<https://github.com/package-url/purl-spec>), by which the bill refers to it.
    pub fn package_url(&self) -> String {
        package_url(&self.name, &self.version)
    }
}

fn package_url(name: &str, version: &str) -> String {
    // Of the characters that a version may hold, the plus alone has to be escaped.
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

/// The part of a lock file that is read.
#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

/// The crates that `root` is made of, itself first, then by name and version.
///
/// # Errors
/// When the metadata hold no resolution or no such package, or the lock file cannot be read.
pub fn crates_of(metadata: &Metadata, lock: &str, root: &str) -> Result<Vec<Crate>, String> {
    let lock: Lock = toml::from_str(lock).map_err(|error| format!("Cargo.lock: {error}"))?;
    let checksums: BTreeMap<(&str, &str), &str> = lock
        .package
        .iter()
        .filter_map(|locked| Some(((&*locked.name, &*locked.version), locked.checksum.as_deref()?)))
        .collect();
    let resolve = metadata.resolve.as_ref().ok_or("cargo metadata resolved nothing")?;
    let nodes: BTreeMap<&PackageId, &Node> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let packages: BTreeMap<&PackageId, &Package> = metadata.packages.iter().map(|p| (&p.id, p)).collect();
    let start = metadata.workspace_packages().into_iter().find(|package| package.name.as_str() == root);
    let start = &start.ok_or_else(|| format!("the workspace has no package {root}"))?.id;

    let roles = roles(start, &nodes, &packages);
    let mut crates = Vec::new();
    for (id, role) in roles {
        let (Some(package), Some(node)) = (packages.get(id), nodes.get(id)) else { continue };
        let (name, version) = (package.name.to_string(), package.version.to_string());
        let dependencies: BTreeSet<String> = needed(node)
            .filter_map(|(id, _)| packages.get(id))
            .map(|package| package_url(&package.name, &package.version.to_string()))
            .collect();
        let checksum = checksums.get(&(name.as_str(), version.as_str())).map(|sum| (*sum).to_owned());
        crates.push((
            id != start,
            Crate {
                name,
                version,
                role,
                description: package.description.as_deref().unwrap_or_default().trim().to_owned(),
                // Before SPDX expressions, alternatives were parted by a slash.
                licence: package
                    .license
                    .as_ref()
                    .map(|licence| licence.split('/').map(str::trim).collect::<Vec<_>>().join(" OR ")),
                repository: package.repository.clone(),
                checksum,
                dependencies: dependencies.into_iter().collect(),
            },
        ));
    }
    crates.sort_by(|(a_later, a), (b_later, b)| {
        (a_later, &a.name, &a.version).cmp(&(b_later, &b.name, &b.version))
    });
    Ok(crates.into_iter().map(|(_, one)| one).collect())
}

/// What a crate needs to be built and to run, with whether it is for its build script alone.
fn needed(node: &Node) -> impl Iterator<Item = (&PackageId, bool)> {
    node.deps.iter().filter_map(|dependency| {
        let kinds = || dependency.dep_kinds.iter().map(|info| info.kind);
        let is_normal = kinds().any(|kind| kind == DependencyKind::Normal);
        let is_build = kinds().any(|kind| kind == DependencyKind::Build);
        (is_normal || is_build).then_some((&dependency.pkg, !is_normal))
    })
}

/// The role of each crate that can be reached from `start`; what is both shipped and used to build is shipped.
fn roles<'a>(
    start: &'a PackageId,
    nodes: &BTreeMap<&'a PackageId, &'a Node>,
    packages: &BTreeMap<&'a PackageId, &'a Package>,
) -> BTreeMap<&'a PackageId, Role> {
    let is_macro = |id: &PackageId| {
        let targets = packages.get(id).map(|package| package.targets.as_slice()).unwrap_or_default();
        targets.iter().any(|target| target.kind.contains(&TargetKind::ProcMacro))
    };
    let mut roles = BTreeMap::new();
    let mut ahead = vec![(start, Role::Shipped)];
    while let Some((id, role)) = ahead.pop() {
        match roles.get(id) {
            Some(Role::Shipped) => continue,
            Some(Role::Build) if role == Role::Build => continue,
            _ => roles.insert(id, role),
        };
        for (needed, is_for_script) in nodes.get(id).into_iter().flat_map(|node| needed(node)) {
            let builds = role == Role::Build || is_for_script || is_macro(needed);
            ahead.push((needed, if builds { Role::Build } else { Role::Shipped }));
        }
    }
    roles
}
