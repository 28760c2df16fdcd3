"""Sets of photos to learn from: drawn ones, official ones, a visitor's own.

A visitor's photos come in by `own`, which keeps them in a private folder (`private`, `folders`), shares them out
(`split`) and writes them as a stored set (`stored`); `sets` finds a set of any kind by its name as a `photo_set`.
"""
