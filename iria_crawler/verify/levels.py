"""What is checked at which level, in which order, and for how long."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from iria_crawler.errors import ArchiveError
from iria_crawler.store import Store
from iria_crawler.verify import database, index, opinions, texts
from iria_crawler.verify.accepted import Accepted
from iria_crawler.verify.batches import key_of
from iria_crawler.verify.files import path_of, present
from iria_crawler.verify.findings import Damage, Remark, Tally
from iria_crawler.verify.fixity import History, files
from iria_crawler.verify.gathering import Gathered, gathered
from iria_crawler.verify.losses import told
from iria_crawler.verify.plans import EVERYTHING, Plan, Step, processes
from iria_crawler.verify.reading import Whole, read
from iria_crawler.verify.references import References
from iria_crawler.verify.remembered import Looks, known
from iria_crawler.verify.repeated import repeated
from iria_crawler.warc.rewriting import left_behind

_TEXT = 1_000_000
"""To read a text again takes as long as to check so many bytes; for the progress bar alone."""

_ANOTHER = "a loss was accepted of this file, which is not as it was then; `iria verify --accept` accepts it as it is"
_READABLE = "SELECT count(*) FROM warc_files WHERE state <> 'open' OR ? = 'full'"
_IDS = "SELECT warc_record_id FROM captures"


class _Run:
    """One run over an archive."""

    def __init__(self, store: Store, folder: Path, tally: Tally, plan: Plan, step: Step, history: History) -> None:
        self._store, self._folder, self._tally, self._plan, self._step = store, folder, tally, plan, step
        self._history = history
        self._until = time.monotonic() + plan.budget if plan.budget is not None else None
        self.now = plan.now or datetime.now(UTC)
        self._size = processes(plan, total(store, plan))
        self._halved = set(left_behind(folder))
        self._tried = 0
        self.looks = Looks()
        self.accepted = Accepted(store, folder, self.looks.sums)

    def damages(self) -> Iterator[Damage]:
        """What is damaged, but for what was accepted."""
        for damage in self._damages():
            if self.accepted.covers(damage):
                self.accepted.count(damage)
            else:
                yield damage
        self._tally.known_losses = list(self.accepted.known())
        self._tally.remark(Remark(what=_ANOTHER, file=name) for name in self.accepted.changed())

    def _damages(self) -> Iterator[Damage]:
        yield from database.integrity(self._store)
        for damage in present(self._store, self._folder, self._tally):
            self.looks.told.add(damage.file or "")
            yield told(self._store, self._folder, damage)
        if self._plan.level != "quick":
            yield from self._files()
        if self._plan.level == "full":
            yield from self._rows()
        yield from known(self._store, self._folder, self.looks)

    def _rows(self) -> Iterator[Damage]:
        """What the database says beside the files."""
        if self._halved:  # the database is that of the files that will be there
            self._tally.remark([Remark(what="texts and indexes are not looked at until the purge has ended")])
            self._tally.texts_left = True
            return
        yield from self.looks.keep("indexes", repeated(self._store))
        yield from self.looks.keep("texts", self._texts())
        yield from self.looks.keep("indexes", self._apart(index.indexed(self._store, self._folder)))
        found = list(database.indexes(self._folder))
        yield from self.looks.keep("indexes", self._apart(iter(found)))
        if not any(isinstance(each, Remark) for each in found):  # one that was held by another was not looked at
            self.looks.whole.add("indexes")
        if not self._tally.texts_left:
            self.looks.whole.add("texts")

    def _files(self) -> Iterator[Damage]:
        turns = files(self._store, due=self._plan.due, now=self.now)
        self._tally.readable = self._store.value(_READABLE, self._plan.level)
        rows = {row["filename"]: row for row in turns}
        if self._plan.level == "full":
            rows |= self._open()
        with References(whole=True) as references:
            yield from self._read(rows, references)
            self._tally.unread = self._tally.readable - self._tried
            if self._plan.level == "full":
                yield from self.looks.keep("references", self._referred(references))
        if self._plan.second_opinion:
            done = [row for row in rows.values() if row.get("done")]
            yield from self.looks.keep("opinions", self._opinions(done))

    def _referred(self, references: References) -> Iterator[Damage]:
        references.know(key_of(row["warc_record_id"]) for row in self._store.rows(_IDS))
        yield from (told(self._store, self._folder, each) for each in self._apart(references.found()))
        if not self._tally.unread:
            self.looks.whole.add("references")

    def _opinions(self, rows: list[dict[str, Any]]) -> Iterator[Damage]:
        for opinion in opinions.asked([(row["filename"], path_of(self._folder, row)) for row in rows]):
            self._tally.opinions.append(opinion)
            self.looks.opinions.add(opinion.file)
            if damage := opinions.objection(opinion):
                yield damage

    def _open(self) -> dict[str, Any]:
        found = self._store.rows("SELECT id, filename, state, size, records, sha256 FROM warc_files WHERE state='open'")
        return {row["filename"]: row for row in found}

    def _read(self, rows: dict[str, Any], references: References) -> Iterator[Damage]:
        for task, found in gathered(self._tasks(rows), references, size=self._size, step=self._step):
            rows[task.name]["done"] = True
            yield from self._came(rows[task.name], found)

    def _tasks(self, rows: dict[str, Any]) -> Iterator[Whole]:
        """The files that are there and as long as they were, in turn, until the time is over."""
        turns = list(rows.values())
        for number, row in enumerate(turns):
            if self._until is not None and time.monotonic() >= self._until:
                self._tally.left = len(turns) - number
                return
            self._tried += 1
            path = path_of(self._folder, row)
            if row["filename"] in self._halved:
                continue
            if not path.exists():
                self._note(row, None, 0.0)
                continue
            is_open = row["state"] == "open"
            is_full = self._plan.level == "full"
            folder = self._folder if is_full else None
            yield Whole(path, row["filename"], folder, row["size"] if is_open else None, records=is_full)

    def _came(self, row: dict[str, Any], found: Gathered) -> Iterator[Damage]:
        """What a file gave: its damages, its sum, and, where only that was made and is another, its records."""
        self._tally.bytes += found.bytes
        self._tally.records += found.records
        self._tally.captures += found.captures
        self._tally.read += found.sha256 is not None
        self._tally.take(found.remarks)
        self._note(row, found.sha256, found.seconds)
        damages = (told(self._store, self._folder, damage) for damage in found.damages)
        yield from self.looks.keep("records", damages) if found.sha256 or row["state"] == "open" else damages
        if found.sha256 and self._plan.level == "full":
            self.looks.records.add(row["filename"])
        if row["state"] == "open":
            return
        if found.sha256 and row["sha256"] and found.sha256 != row["sha256"]:
            yield self._changed(row, found.sha256)
            if self._plan.level == "files":
                yield from self.looks.keep("records", self._traced(row))
        elif self._plan.level == "full" and found.sha256 and row["state"] != "bad" and found.records != row["records"]:
            # of one that was taken in damaged, what could be read was counted otherwise
            what = f"the file has {found.records:,} records, the database says {row['records']:,}"
            yield from self.looks.keep("records", [Damage(what=what, file=row["filename"])])

    def _changed(self, row: dict[str, Any], sha256: str) -> Damage:
        other = self._store.value("SELECT filename FROM warc_files WHERE sha256 = ? AND id <> ?", sha256, row["id"])
        what = "the file has changed since it was closed: its sha256 is another"
        damage = Damage(what=f"{what}, that of {other}" if other else what, file=row["filename"])
        return told(self._store, self._folder, damage) if other else damage

    def _traced(self, row: dict[str, Any]) -> Iterator[Damage]:
        """Which records of a changed file are damaged."""
        task = Whole(path_of(self._folder, row), row["filename"], self._folder)
        found = [damage for batch in read(task) for damage in batch.damages]
        self.looks.records.add(row["filename"])
        for damage in found:
            yield told(self._store, self._folder, damage)

    def _note(self, row: dict[str, Any], sha256: str | None, seconds: float) -> None:
        if row["state"] == "open":
            return
        self.looks.sums[row["filename"]] = sha256
        if self._plan.note:
            self._history.looked(row, sha256, seconds=seconds, now=self.now)

    def _apart(self, found: Iterator[Damage | Remark]) -> Iterator[Damage]:
        """The damages; remarks are kept beside them."""
        for each in found:
            if isinstance(each, Remark):
                self._tally.remark([each])
            else:
                yield each

    def _texts(self) -> Iterator[Damage]:
        """Texts, read again; where the time is over, in the next run."""
        for found, lost in texts.gathered(self._portions(), size=self._size):
            self._step(_TEXT * len(found))
            self._tally.versions += len(found)
            self._tally.by_other_extractor += sum(each.other for each in found)
            for each in found:
                yield from each.damages
            if lost:
                yield lost

    def _portions(self) -> Iterator[texts.Texts]:
        for portion in list(texts.portions(self._store, self._folder)):
            if self._until is not None and time.monotonic() >= self._until:
                self._tally.remark([Remark(what="the time was over before all texts were read again")])
                self._tally.texts_left = True
                return
            yield portion


def verify(
    store: Store, folder: Path, tally: Tally, *, plan: Plan = EVERYTHING, step: Step = lambda _: None
) -> Iterator[Damage]:
    """Yield every damage; `tally` counts what was looked at, `step` is called with the work that is done."""
    count = 0
    with History(folder, tally) as history:
        run = _Run(store, folder, tally, plan, step, history)
        try:
            for damage in run.damages():
                count += 1
                yield damage
        finally:  # hours of reading are not lost with what ends them
            if plan.note:
                history.remember(run.looks, run.accepted.covers, now=run.now)
        if plan.note:
            history.end(run.accepted.ended(is_all=plan.level == "full" and tally.is_all("full")), now=run.now)
            told_ = {name: getattr(tally, name) for name in ("files", "read", "bytes", "records", "left")}
            named = sorted({f"{each.tool} {each.version}" for each in tally.opinions})
            history.ran(plan.level, count, now=run.now, **told_, opinions=named)


def total(store: Store, plan: Plan) -> int:
    """How much work a run is, for a progress bar; 0 where a damaged database cannot say."""
    if plan.level == "quick":
        return 0
    try:
        found: int = store.value("SELECT coalesce(sum(size), 0) FROM warc_files")
        if plan.level == "full":
            found += _TEXT * store.value("SELECT count(*) FROM article_versions")
    except ArchiveError:  # which is told when the database is checked
        return 0
    return found
