"""The weights of the ranking in words: what each is called and what it does."""

from flask_babel import LazyString

from registry.core.i18n import _l

WEIGHTS: dict[str, tuple[LazyString, LazyString]] = {
    "fields.title": (_l("Words in the name"), _l("A word in the name of a model counts this much.")),
    "fields.topics": (_l("Words among the topics"), _l("A word among the topics counts this much.")),
    "fields.unit": (_l("Words in the unit’s name"), _l("A word in a present or former name of the unit.")),
    "fields.summary": (_l("Words in the summary"), _l("A word in the summary counts this much.")),
    "fields.body": (_l("Words in the other texts"), _l("A word in the problem, the method or the results.")),
    "saturation": (_l("Repeating a word"), _l("The greater, the more a word that comes again still adds.")),
    "usual_length": (_l("Usual length"), _l("Texts with more words than this are taken for long.")),
    "length_share": (_l("Long texts"), _l("How much less a word counts in a long text.")),
    "adjacent": (_l("Syllables side by side"), _l("What syllables that stand together add.")),
    "coverage": (_l("All of the question"), _l("How much more it counts that all words are found.")),
    "other_spelling": (_l("Other marks"), _l("A word with other marks than were typed: below all others.")),
    "in_context": (_l("Foreign stems and likely slips"), _l("A reading that its neighbours speak for.")),
    "out_of_context": (
        _l("Unlikely marks"),
        _l("For a word typed without marks, spellings that do not fit."),
    ),
    "correction": (_l("Corrected words"), _l("A word that was taken for a slip of another.")),
    "synonym": (_l("Other names"), _l("A term of the table of words beside the words that were typed.")),
    "compound": (_l("Fixed terms"), _l("How much of the question two syllables of one word are together.")),
    "enough": (
        _l("Answers to long questions"),
        _l("A model is shown from this share of the best answer on."),
    ),
    "enough_of_long": (
        _l("Answers to very long questions"),
        _l("The same share for a question of many words."),
    ),
    "nearly_all": (_l("Answers to one or two words"), _l("The same share for a short question.")),
    "alike": (_l("Similar models"), _l("From which share of its telling words on a model is similar.")),
    "merits.proof": (_l("Evidence"), _l("Every result is shown by public evidence.")),
    "merits.running": (_l("Still maintained"), _l("It goes on, and its last dated figure is recent.")),
    "merits.copies": (_l("Copied"), _l("Confirmed copies in other places.")),
    "merits.level": (_l("Recognition"), _l("The highest level of recognition in force.")),
    "context.area": (_l("Kind of area"), _l("It was made in a kind of area of your unit.")),
    "context.unit_kind": (_l("Kind of unit"), _l("It was made by the same kind of unit.")),
    "context.field": (_l("Field"), _l("It is of a field in which your unit has models.")),
    "context.province": (_l("Province"), _l("It was made in your province.")),
    "context.cost": (_l("Cost"), _l("It cost about what models of your unit cost.")),
}
TEXT = tuple(name for name in WEIGHTS if "." not in name or name.startswith("fields."))
GROUPS: tuple[tuple[LazyString, LazyString, tuple[str, ...]], ...] = (
    (
        _l("The words"),
        _l("What the words that were typed are worth. Measured by questions with known good answers."),
        TEXT,
    ),
    (
        _l("What counts for copying"),
        _l("The share that each adds to the worth of the words at most: 0.12 is 12 per cent. Together "
           "they never lift a model above one that answers twice as well."),
        tuple(name for name in WEIGHTS if name.startswith("merits.")),
    ),
    (
        _l("Units like ours"),
        _l("The same shares, only when a reader asks for units like theirs."),
        tuple(name for name in WEIGHTS if name.startswith("context.")),
    ),
)  # fmt: skip
