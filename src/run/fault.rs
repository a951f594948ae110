//! Documents on which guanxi fails: each is a row that says so, whatever stage of the work it was in.

/// In tests of this library a document may ask a stage to fail on it; nowhere else does anything ask.
#[cfg(not(test))]
pub(super) fn fail_if_asked(_stage: &str, _text: &str) {}

#[cfg(test)]
pub(super) fn fail_if_asked(stage: &str, text: &str) {
    assert!(!text.contains(&format!("（{stage} fails）")), "{stage} was asked to fail");
}

#[cfg(test)]
mod tests {
    use crate::{
        corpus::Inputs,
        knowledge::Gazetteer,
        publish::OutputFolder,
        run::{Analyzer, PublishOptions, RunOptions, merge, run, suggest, write_facts},
        workshop::suggest::rejected,
    };
    use std::{
        collections::BTreeMap,
        fs,
        path::{Path, PathBuf},
        sync::LazyLock,
    };
    use tempfile::TempDir;

    static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::bundled().unwrap());

    /// Stages of a run in which a document may fail.
    const STAGES: [&str; 5] = ["looking", "cleaning", "finding", "keeping", "counting"];

    /// A post for each stage, which fails in it, and others between them.
    fn corpus(stages: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (i, stage) in stages.iter().copied().chain([""]).enumerate() {
            for (name, asked) in [("a", format!("（{stage} fails）")), ("b", format!("第{i}次"))] {
                let text = format!(
                    "---\ntitle: 甲{i}{name}\ndate: 2020-01-0{}\nauthor: 某报\n---\n<p>蔡英文今天接见美国国务卿蓬佩奥{asked}，双方就贸易与防务交换了意见。</p>\n",
                    i + 1
                );
                fs::write(folder.path().join(format!("{i}-{name}-{stage}.md")), text).unwrap();
            }
        }
        folder
    }

    fn inputs(folder: &Path) -> Inputs {
        Inputs::find(&[folder.to_owned()], GAZETTEER.cleaning.fields.clone()).unwrap()
    }

    fn options(threads: usize) -> RunOptions {
        RunOptions { threads, publish: PublishOptions { text: true, ..PublishOptions::default() }, ..RunOptions::default() }
    }

    fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        entries.map(|path| (path.file_name().unwrap().into(), fs::read(path).unwrap())).collect()
    }

    #[test]
    fn a_document_on_which_a_stage_fails_is_a_row_that_says_so_and_all_others_count() {
        let (posts, out) = (corpus(&STAGES), tempfile::tempdir().unwrap());
        let run_with = |threads: usize, name: &str| {
            let folder = out.path().join(name);
            let output = OutputFolder::create(&folder).unwrap();
            let summary = run(&inputs(posts.path()), &GAZETTEER, &GAZETTEER.url_rules, &options(threads), output, &|_, _| ()).unwrap();
            assert_eq!(summary.documents, BTreeMap::from([("error", 5), ("ok", 7)]));
            files(&folder)
        };
        let one = run_with(1, "one");
        assert!(one == run_with(3, "three"));

        let documents = String::from_utf8(one[Path::new("documents.csv")].clone()).unwrap();
        for stage in STAGES {
            let row = documents.lines().find(|line| line.contains(&format!("a-{stage}.md"))).unwrap();
            let said = format!("guanxi failed on it ({stage} was asked to fail; src/run/fault.rs:");
            assert!(row.contains(",error,") && row.contains(&said) && row.contains("please report it"), "{row}");
        }
        let sentences = String::from_utf8(one[Path::new("sentences.csv")].clone()).unwrap();
        assert!(STAGES.iter().all(|stage| !sentences.contains(stage)), "{sentences}");
    }

    #[test]
    fn facts_tell_of_documents_on_which_guanxi_failed_what_a_run_tells() {
        // On some it fails only while their facts are merged.
        let (posts, out) = (corpus(&STAGES), tempfile::tempdir().unwrap());
        let at = |name: &str| out.path().join(name);
        let folder = |name: &str| OutputFolder::create(&at(name)).unwrap();
        let found = inputs(posts.path());
        run(&found, &GAZETTEER, &GAZETTEER.url_rules, &options(2), folder("run"), &|_, _| ()).unwrap();
        let written = write_facts(&found, &GAZETTEER, &GAZETTEER.url_rules, &options(2), folder("facts"), &|_, _| ()).unwrap();
        assert_eq!(written.documents, BTreeMap::from([("error", 4), ("ok", 8)]));
        merge(&[at("facts")], &GAZETTEER, &options(2), folder("merged"), &|_, _| ()).unwrap();
        assert!(files(&at("run")) == files(&at("merged")));
    }

    #[test]
    fn a_queue_names_the_documents_on_which_guanxi_failed() {
        let posts = corpus(&["cleaning", "sighting", "measuring"]);
        let rejected = rejected(&[], &GAZETTEER).unwrap();
        let queue =
            |threads: usize| suggest(&inputs(posts.path()), &GAZETTEER, &GAZETTEER.url_rules, &rejected, &options(threads), &|_, _| ()).unwrap();
        let (one, three) = (queue(1), queue(3));
        assert_eq!((one.unreadable, one.documents), (1, 6));
        assert_eq!(one.failed.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["1-a-sighting.md", "2-a-measuring.md"]);
        assert!(one.failed.iter().all(|(_, reason)| reason.starts_with("guanxi failed on it (")), "{:?}", one.failed);
        assert_eq!((one.unreadable, one.documents, one.failed), (three.unreadable, three.documents, three.failed));
    }

    #[test]
    fn a_single_text_on_which_guanxi_fails_is_refused_with_the_reason() {
        let matcher = crate::mention::Matcher::new(&GAZETTEER).unwrap();
        let options = options(1);
        let analyzer = Analyzer::single(&GAZETTEER, &matcher, &options);
        let posts = corpus(&["tagging"]);
        let mut told = Vec::new();
        inputs(posts.path()).visit(&mut |record| {
            told.push(analyzer.tag(&record, None).map(|tagged| tagged.mentions.is_empty()).map_err(|rejected| rejected.reason));
            true
        });
        assert!(told[0].as_ref().is_err_and(|reason| reason.starts_with("guanxi failed on it (tagging was asked")), "{told:?}");
        assert_eq!(told[1..], [Ok(false), Ok(false), Ok(false)]);
    }
}
