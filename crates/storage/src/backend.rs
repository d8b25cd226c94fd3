//! redb backends over memory: redb reads the very bytes whose digest was checked, and builds an image
//! without touching a file.

use std::io::{Error, ErrorKind};
use std::ops::Range;
use std::sync::Arc;

use redb::StorageBackend;

/// A read-only window onto checked bytes. Every attempt to write is refused.
#[derive(Debug)]
pub(crate) struct ReadOnlyImage {
    bytes: Arc<Vec<u8>>,
    window: Range<usize>,
}

impl ReadOnlyImage {
    pub(crate) fn new(bytes: Arc<Vec<u8>>, window: Range<usize>) -> Self {
        Self { bytes, window }
    }
}

fn refused() -> Error {
    Error::new(ErrorKind::PermissionDenied, "the index is opened read-only")
}

/// Copies `image[offset..]` into `out`.
fn copy_out(image: Option<&[u8]>, offset: u64, out: &mut [u8]) -> Result<(), Error> {
    let source = image
        .zip(usize::try_from(offset).ok())
        .and_then(|(image, offset)| image.get(offset..offset.checked_add(out.len())?))
        .ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, "read beyond the end of the image"))?;
    out.copy_from_slice(source);
    Ok(())
}

impl StorageBackend for ReadOnlyImage {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.window.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        copy_out(self.bytes.get(self.window.clone()), offset, out)
    }

    fn set_len(&self, _: u64) -> Result<(), Error> {
        Err(refused())
    }

    fn sync_data(&self) -> Result<(), Error> {
        Err(refused())
    }

    fn write(&self, _: u64, _: &[u8]) -> Result<(), Error> {
        Err(refused())
    }
}

/// An image being built in memory, shared with whoever takes the bytes at the end.
#[cfg(feature = "writer")]
#[derive(Clone, Debug, Default)]
pub(crate) struct GrowingImage(Arc<std::sync::Mutex<Vec<u8>>>);

#[cfg(feature = "writer")]
impl GrowingImage {
    /// The bytes written so far.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.bytes())
    }

    fn bytes(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        // A panic while the lock is held cannot leave a vector of bytes half-valid.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(feature = "writer")]
impl StorageBackend for GrowingImage {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.bytes().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        copy_out(Some(&self.bytes()), offset, out)
    }

    fn set_len(&self, length: u64) -> Result<(), Error> {
        let length = usize::try_from(length).map_err(|_| Error::from(ErrorKind::OutOfMemory))?;
        self.bytes().resize(length, 0);
        Ok(())
    }

    fn sync_data(&self) -> Result<(), Error> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        let mut bytes = self.bytes();
        let target = usize::try_from(offset)
            .ok()
            .and_then(|offset| bytes.get_mut(offset..offset.checked_add(data.len())?))
            .ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, "write beyond the end of the image"))?;
        target.copy_from_slice(data);
        Ok(())
    }
}
