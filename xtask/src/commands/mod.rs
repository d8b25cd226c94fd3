//! The subcommands, one module each.

pub mod audit;
pub mod bench;
pub mod build_index;
pub mod check;
pub mod check_data;
pub mod diff;
pub mod eval;
pub mod exports;
pub mod refresh_data;
pub mod sbom;
pub mod serve;
pub mod tidy;
pub mod torture;
