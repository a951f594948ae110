//! Zstandard files of any number of frames, as `zstd`, `pzstd` and concatenation make them.

use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};
use std::io::{self, BufRead, Read};

/// Largest window that is decoded: what `zstd --ultra -22 --long=27` makes, the most that needs no flag of a reader.
const WINDOW_BYTES: u64 = 1 << 27;

/// Reads what the frames of a file hold, one after the other; skippable frames are passed over, checksums compared.
pub(crate) struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    /// Between `init` and the last byte of a frame.
    inside: bool,
}

impl<R: BufRead> Frames<R> {
    /// Nothing is read yet.
    pub(crate) fn new(source: R) -> Frames<R> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW_BYTES);
        Frames { source, decoder, inside: false }
    }

    /// Begins the next frame; false where there is none.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(e) => return Err(io::Error::other(e)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.inside {
                self.inside = self.begin()?;
                if !self.inside {
                    return Ok(0);
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1)).map_err(io::Error::other)?;
            }
            let n = self.decoder.read(buffer)?;
            if n > 0 {
                return Ok(n);
            }
            self.inside = false;
            let (stated, counted) = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
            if stated.is_some() && stated != counted {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "zstandard checksum differs: the file is damaged"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    fn read(bytes: &[u8]) -> io::Result<String> {
        let mut out = String::new();
        Frames::new(bytes).read_to_string(&mut out).map(|_| out)
    }

    #[test]
    fn frames_follow_each_other_and_skippable_ones_hold_nothing() {
        let frame = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
        let skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3].to_vec();
        let long = "甲乙丙丁".repeat(50_000);
        let all = [frame("一"), skippable.clone(), frame(&long), frame(""), frame("二"), skippable].concat();
        assert_eq!(read(&all).unwrap(), format!("一{long}二"));
        assert_eq!(read(b"").unwrap(), "");
    }

    #[test]
    fn a_damaged_frame_is_a_fault_and_not_an_end() {
        let frame = compress_to_vec("甲乙丙丁".repeat(1000).as_bytes(), CompressionLevel::Fastest);
        assert!(read(&frame[..frame.len() - 3]).is_err());
        assert!(read(&[frame.as_slice(), b"no frame"].concat()).is_err());
    }
}
