"""The demo's reporters: a small grammar that fills sentences of a beat with the facts of one scene."""

import random
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

_STRIDE = 5  # from beat to beat; no divisor of their number, so each has its turn
_SLOT = re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=[AEIOUaeio](?!ne\b|nce\b|uro))")
_SENTENCE_START = re.compile(r"(?:^|(?<=[.?!] )|(?<=[.?!]” ))([“‘]?)([a-z])")


@lru_cache(maxsize=2)
def _book(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Scene:
    """Who, where and what of one story: a beat, and the names that stay the same in all its sentences."""

    beat: dict[str, Any]
    names: dict[str, str]
    category: str
    title: str
    lead: str

    def write(self, text: str, chance: random.Random) -> str:
        """The text with every slot filled: names of the scene stay, all else is drawn afresh."""
        return _polished(_fill(text, self.names, chance))

    def paragraphs(self, count: int, chance: random.Random) -> list[str]:
        """A lead and `count - 1` more paragraphs; no sentence is used twice."""
        own, background = list(self.beat["sentences"]), list(_book("words")["background"])
        chance.shuffle(own)
        chance.shuffle(background)
        return [self.lead, *(self._paragraph(own, background, chance) for _ in range(count - 1))]

    def _paragraph(self, own: list[str], background: list[str], chance: random.Random) -> str:
        sentences = [pool.pop() for pool in (own, background, background) if pool]
        if own and chance.random() < 0.4:
            sentences.append(own.pop())
        return self.write(" ".join(sentences), chance)


def scene(turn: int, chance: random.Random) -> Scene:
    """A fresh scene: the beat whose turn it is, in one land, with an official and somebody who knows better."""
    words, beats = _book("words"), _book("beats")["beats"]
    beat = beats[turn * _STRIDE % len(beats)]
    land, rival = chance.sample(words["lands"], 2)
    place, place2 = chance.sample(land["places"], 2)
    names = {
        "land": land["name"],
        "adjective": land["adjective"],
        "capital": land["capital"],
        "rival": rival["name"],
        "rival_capital": rival["capital"],
        "place": place,
        "place2": place2,
    }
    surname, expert_surname = chance.sample(words["last"], 2)
    names |= {"surname": surname, "expert_surname": expert_surname}
    for name, choices in (
        ("first", words["first"]),
        ("office", beat["office"]),
        ("agency", beat["agency"]),
        ("institute", words["institute"]),
    ):
        names[name] = _fill(chance.choice(choices), names, chance)
    names["official"] = f"{names['office']} {names.pop('first')} {surname}"
    names["expert"] = f"{chance.choice(words['first'])} {expert_surname}"
    title, lead = _opening(beat, names, chance)
    return Scene(beat, names, land["category"], title, lead)


def _opening(beat: dict[str, Any], names: dict[str, str], chance: random.Random) -> tuple[str, str]:
    """A title and the lead that belongs to it: what the title counts, the lead counts alike."""
    title, lead = chance.choice(list(zip(beat["titles"], beat["leads"], strict=True)))
    counted = {slot: _fill(f"{{{slot}}}", names, chance) for slot in _SLOT.findall(title)}
    return _polished(_fill(title, counted, chance)), _polished(_fill(lead, names | counted, chance))


def person(chance: random.Random) -> str:
    """The name of nobody in particular."""
    return _fill("{first} {last}", {}, chance)


def _fill(text: str, names: dict[str, str], chance: random.Random) -> str:
    def value(match: re.Match[str]) -> str:
        slot = match[1]
        if slot in names:
            return names[slot]
        words = _book("words")
        if slot in words["ranges"]:
            return str(chance.randint(*words["ranges"][slot]))
        return _fill(chance.choice(words[slot]), names, chance)

    return _SLOT.sub(value, text)


def _polished(text: str) -> str:
    """The text with `an` before vowels and a capital at the start of each sentence."""
    text = _ARTICLE.sub(r"\1n ", text)
    return _SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), text)
