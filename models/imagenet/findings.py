"""What a network's answer to a photo shows, as data: how sure it is, and what changes the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.finding import Finding, found
from models.imagenet.families import likeliest_family

SHOWN_CLASSES = 5
SURE = 0.9  # of the first class: it leaves next to nothing to all others
UNSURE = 0.3  # of the first class: less than that, and perhaps none of the classes fits
_RIVAL = 0.5  # of the first class's probability: with as much, the second is nearly as good an answer
_NOTICEABLE = 0.01  # smaller changes of a probability are not worth a word,
_NOTICEABLE_PART = 0.1  # unless they are more than so much of it: 2 of 3 per cent
_TELLING = 0.05  # a rise that says something of what was under a patch; squares of grey alone move it by less
_HALF = 0.5


# Most important first. Classes are indices of the outputs, probabilities and shares lie in 0 to 1.
KINDS = (
    # Two networks: first, first_probability, second, second_probability, shared (how many of their first five classes
    # both have), classes (five).
    *("networks_agree", "networks_disagree"),
    # All views in place of one. "averaging_flipped": class, probability, other, other_probability (before, then after);
    # the others: class, before, after.
    *("averaging_flipped", "averaging_raised", "averaging_lowered", "averaging_same"),
    # How sure an answer is: class, probability. "torn": second, second_probability too. "kin": family (a key of
    # `models.imagenet.families`), share: no class has much, but its family has most.
    *("sure", "leading", "torn", "kin", "unsure"),
    "five",  # the most probable five together: classes (how many they are), share
    "entropy",  # entropy (nats), choices (its exponential: as undecided as among so many equally probable)
    # A patch hidden: class, before, after; "patch_flipped": other, other_probability too.
    *("patch_flipped", "patch_lowered", "patch_raised", "patch_spoke_against", "patch_same"),
    # Feature maps. "grid": height, width, channels. "field": side (pixels of the input), share (of the input's side).
    # "smaller": factor (by which the sides shrank), channels, channels_before. "silent": silent, channels, share.
    *("grid", "field", "field_whole", "smaller", "silent"),
)


def describe(probabilities: np.ndarray) -> list[Finding]:
    """How sure an answer is.

    Args:
        probabilities: (classes,), at least two.

    Returns:
        The kind of answer, then, unless one class has nearly all, how much the first five have together and how
        undecided the whole answer is.
    """
    verdict = _verdict(probabilities)
    if verdict.kind == "sure":
        return [verdict]
    return [verdict, _five(probabilities), _entropy(probabilities)]


def describe_averaging(single: np.ndarray, averaged: np.ndarray) -> Finding:
    """What averaging several crops and scales did to the answer; both (classes,)."""
    first, now_first = int(np.argmax(single)), int(np.argmax(averaged))
    if first != now_first:
        return found("averaging_flipped", **_top(single), **_other(averaged, now_first))
    return _changed("averaging", first, single, averaged)


def describe_networks(first: np.ndarray, second: np.ndarray) -> Finding:
    """Whether two networks give the same answer; both (classes,)."""
    one, other = int(np.argmax(first)), int(np.argmax(second))
    ranked_one, ranked_other = ranking(first), ranking(second)
    return found(
        "networks_agree" if one == other else "networks_disagree",
        first=one,
        first_probability=float(first[one]),
        second=other,
        second_probability=float(second[other]),
        shared=len(set(ranked_one) & set(ranked_other)),
        classes=len(ranked_one),
    )


def describe_patch(whole: np.ndarray, hidden: np.ndarray) -> Finding:
    """What hiding a patch did to the probability of the answer.

    Args:
        whole: (classes,) for the photo as it is.
        hidden: (classes,) with the patch.
    """
    answer, now_first = int(np.argmax(whole)), int(np.argmax(hidden))
    if now_first != answer:
        before_and_after: dict[str, Any] = {
            "class": answer,
            "before": float(whole[answer]),
            "after": float(hidden[answer]),
        }
        return found("patch_flipped", **before_and_after, **_other(hidden, now_first))
    changed = _changed("patch", answer, whole, hidden)
    if changed.kind == "patch_raised" and changed.values["after"] - changed.values["before"] >= _TELLING:
        return Finding("patch_spoke_against", changed.values)
    return changed


def describe_maps(
    shape: Sequence[int],
    input_size: int,
    receptive_field: int | None,
    before: Sequence[int] | None = None,
    silent: int | None = None,
) -> list[Finding]:
    """What the feature maps of a layer are like.

    Args:
        shape: (height, width, channels) of the layer's output.
        input_size: side of the network's input, in pixels.
        receptive_field: side of what one value sees, in pixels of the input; ``None``: the whole picture.
        before: the shape of the layer above it in the list of layers.
        silent: how many channels are 0 everywhere, where that was counted.
    """
    height, width, channels = shape
    told = [found("grid", height=height, width=width, channels=channels)]
    if receptive_field is None or receptive_field >= input_size:
        told.append(found("field_whole"))
    else:
        told.append(found("field", side=receptive_field, share=receptive_field / input_size))
    if before is not None and height < before[0]:
        factor = round(before[0] / height)
        told.append(found("smaller", factor=factor, channels=channels, channels_before=before[2]))
    if silent:
        told.append(found("silent", silent=silent, channels=channels, share=silent / channels))
    return told


def ranking(probabilities: np.ndarray, most: int = SHOWN_CLASSES) -> list[int]:
    """The most probable classes of (classes,), most probable first; of equals the smaller index."""
    return [int(index) for index in np.argsort(-probabilities, kind="stable")[:most]]


def _verdict(probabilities: np.ndarray) -> Finding:
    first, second = ranking(probabilities, 2)
    best, next_best = float(probabilities[first]), float(probabilities[second])
    if best >= SURE:
        return found("sure", **_top(probabilities))
    # Two that share most of it are a choice between two, however little that leaves to the first.
    if next_best >= _RIVAL * best and (best >= UNSURE or best + next_best >= _HALF):
        return found("torn", **_top(probabilities), second=second, second_probability=next_best)
    if best >= UNSURE:
        return found("leading", **_top(probabilities))
    family, share = likeliest_family(probabilities)
    if share >= _HALF:
        return found("kin", **_top(probabilities), family=family, share=share)
    return found("unsure", **_top(probabilities))


def _five(probabilities: np.ndarray) -> Finding:
    ranked = ranking(probabilities)
    return found("five", classes=len(ranked), share=min(1.0, float(probabilities[ranked].sum())))


def _entropy(probabilities: np.ndarray) -> Finding:
    """H = -sum p ln p in nats, where 0 ln 0 is 0."""
    positive = probabilities[probabilities > 0].astype(np.float64)
    entropy = max(0.0, float(-(positive * np.log(positive)).sum()))
    return found("entropy", entropy=entropy, choices=float(np.exp(entropy)))


def _changed(what: str, watched: int, before: np.ndarray, after: np.ndarray) -> Finding:
    values = {"class": watched, "before": float(before[watched]), "after": float(after[watched])}
    change = values["after"] - values["before"]
    if abs(change) < min(_NOTICEABLE, max(_NOTICEABLE_PART * values["before"], _NOTICEABLE / 10)):
        return Finding(f"{what}_same", values)
    return Finding(f"{what}_raised" if change > 0 else f"{what}_lowered", values)


def _top(probabilities: np.ndarray) -> dict[str, Any]:
    first = int(np.argmax(probabilities))
    return {"class": first, "probability": float(probabilities[first])}


def _other(probabilities: np.ndarray, index: int) -> dict[str, Any]:
    return {"other": index, "other_probability": float(probabilities[index])}
