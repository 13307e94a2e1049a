//! What would be uploaded to Lambda.

use anyhow::Result;
use std::fs::File;
use std::io::{Seek, SeekFrom, copy};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// How large a program is, zipped as Lambda's `bootstrap`.
pub fn zipped(program: &Path) -> Result<u64> {
    let mut file = tempfile::tempfile()?;
    let mut zip = ZipWriter::new(&mut file);
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(9));
    zip.start_file("bootstrap", options)?;
    copy(&mut File::open(program)?, &mut zip)?;
    zip.finish()?;
    Ok(file.seek(SeekFrom::End(0))?)
}
