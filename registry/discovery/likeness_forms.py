"""What the registration form itself says: hints and examples that people leave in an answer are nobody's."""

import re
from functools import cache

from flask_babel import force_locale

from registry.catalogue.paper_form import HINTS
from registry.core.i18n import DEFAULT_LANGUAGE, _
from registry.search.text import words

# A mark ends a sentence only before a space: the point of 2.140 does not.
SENTENCE = re.compile(r"(?:[^.!?;\n]|[.!?;](?!\s|$))+(?:[.!?;]+|\n|$)")
# Shorter sentences are alike by chance.
FEWEST_WORDS = 10
# The hints and examples of the sections, as their templates say them; a test keeps the two alike.
SAID = (
    "Begin each step on a new line with its number: “1.”, “2.”. The first sentence becomes its "
    "heading.",
    "1. Listen first, draw the road later. Six village meetings; every household along the road "
    "comments on the drawing. 2. Party members and respected elders go first. 38 Party members sign "
    "before anybody else is asked. 3. Go from house to house. A team of three visits each of the 57 "
    "hesitating households, three times on average.",
    "Who leads, who coordinates, who joins in, and the part of each",
    "The commune’s Fatherland Front leads; the Party cells of the six villages coordinate; the "
    "women’s union cooks on working days; 412 households join in; the youth union carries sand.",
    "Women’s union of the commune: goes from house to house, keeps the book of working days.",
    "Money, material, vehicles, working days; from where",
    "1.9 billion dong: 640 tons of cement from the province; sand, gravel and 5,200 working days from "
    "the people; two excavators lent by a company for nine days.",
    "Start, progress, when the results are looked at",
    "March to June 2024: village meetings and trial stakes. July to October: land cleared. November "
    "2024 to May 2025: concrete laid in stretches of 200 m. Accepted on 20 May 2025.",
    "Name what is done and what comes of it, best in under 120 characters",
    "Villagers give land and widen the inter-village road together",
    "Two or three sentences: what you do, for whom, what has come of it",
    "By posting every square metre and every dong at the village hall, the commune persuaded 412 "
    "households to give 18,600 m² of land and widened 7.2 km of road without a single forced "
    "clearance.",
    "A year, a month or a day: 2024, 03/2024 or 12/03/2024",
    "Words under which others will look for it, parted by commas",
    "village road, land giving, new countryside, ethnic minorities",
    "What was not going well, with figures if you have them, and why you chose this work",
    "In 2023 the road between the six villages was only 2.5 m wide. Trucks could not get in, so maize "
    "sold for about 1,200 dong a kilo less than at the commune market. Two earlier attempts failed "
    "because people feared that some would give more than others.",
    "What shall be reached, by when, and how you will know",
    "Widen 7.2 km of road to 6 m before the rains of 2025. At least 95%% of the households along it "
    "give land of their own will; nobody is forced. Income and spending are posted within 7 days.",
    "412 households in six villages, mostly Tay and Dao people; 186 of them own land along the road. "
    "128 pupils use it every day.",
    "Taken over from your unit; correct it if the model runs elsewhere",
    "One row for each figure, before and after. No figure yet? Write what will be measured and leave "
    "the figures empty; you add them later.",
    "A figure may be typed as 12.5 or 20 million, its day as 30/06/2026 or 06/2026.",
    "Many good models have no figures, those of the political system above all. Then leave the rows "
    "empty and say below what has changed.",
    "Width of the road: before 2.5, after 6, unit of measure m. Households that gave land: before 0, "
    "after 412, more than, as of 20/05/2025, of 630 households in six villages.",
    "Check whether that is meant; it may stay as it is.",
    "Period, of how many, over time, who paid",
    "One figure a line with its year, month or day: 06/2024: 412",
    "only your unit sees it: it does not count",
    "What is different now, in how people live, think and work together. If nothing can be counted, "
    "these words stand for the figures.",
    "Maize is fetched at the door at the price of the market; quarrels over boundaries went from "
    "eleven a year to none; the villages now hold their own meeting before any public work.",
    "Things one can see, count or take in hand",
    "7.2 km of concrete road, 11 culverts. A set of forms: sheet for each household, book of "
    "comments, deed of gift. The account book signed by the supervisors, kept at the village halls.",
    "Press or web pages about the model, one address a line",
    "For people who have never been to your place and want to do the same.",
    "How many, who, what they must be able to do",
    "A team of three in each village and a supervising board of 7 to 9 people chosen by the "
    "villagers; at least one of them can read a drawing.",
    "How much for one place, and where it can come from",
    "About 260 million dong a kilometre: the State gives cement, the people give sand, gravel and "
    "working days.",
    "From the first meeting to the first result",
    "Three to four months of talking before the work begins. Do not shorten this.",
    "Where it nearly failed, and what you would do otherwise",
    "Telling villages different things about compensation; putting in the stakes before the meeting "
    "was held.",
    "Who looks after it from now on, with what",
    "Each village has a team of five that clears the ditches on the first Saturday of the month; "
    "20,000 dong a household and year go into a fund that is posted in the village hall.",
)  # fmt: skip


@cache
def sentences_of_forms() -> frozenset[str]:
    """The words of every sentence of the form that is long enough to be compared, in each language.

    They are the program's own and never change: putting them together takes longer than reading a report.
    """
    with force_locale(DEFAULT_LANGUAGE):
        texts = [*SAID, *map(_, SAID), *HINTS.values()]
    sentences = {" ".join(words(found[0])) for text in texts for found in SENTENCE.finditer(text)}
    return frozenset(one for one in sentences if one.count(" ") >= FEWEST_WORDS - 1)
