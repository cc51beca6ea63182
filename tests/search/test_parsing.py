"""A query is read into words, phrases, exclusions and beginnings of words; nothing is refused."""

from registry.search.parsing import CLAUSE_LIMIT, parse, replaced


def test_words_phrases_and_exclusions():
    parsed = parse('hiến đất "làm đường" -rác -"phân loại"')
    assert [word.text for word in parsed.words] == ["hiến", "đất", "làm", "đường"]
    assert parsed.phrases == (("làm", "đường"),)
    assert parsed.without == (("rác",), ("phân", "loại"))


def test_curly_and_unclosed_quotes():
    assert parse("“nghe dân nói”").phrases == (("nghe", "dân", "nói"),)
    assert parse('"nghe dân').phrases == (("nghe", "dân"),)


def test_a_dash_inside_or_alone_excludes_nothing():
    assert parse("sáng - xanh").without == ()
    assert [word.text for word in parse("kinh-tế").words] == ["kinh", "tế"]


def test_a_star_needs_two_letters():
    assert [(word.text, word.is_prefix) for word in parse("khuy* k* *").words] == [
        ("khuy", True),
        ("k", False),
    ]


def test_no_more_clauses_than_the_limit():
    parsed = parse(" ".join(f"t{n}" for n in range(60)) + " -a -b")
    assert len(parsed.words) + len(parsed.without) == CLAUSE_LIMIT


def test_words_are_replaced_where_they_were_typed():
    parsed = parse("Hủ gạo HỦ tục")
    assert replaced(parsed, [(parsed.words[0], "hũ"), (parsed.words[2], "hũ")]) == "hũ gạo HŨ tục"


def test_or_divides_the_whole_query_and_minus_holds_for_all_of_it():
    parsed = parse('hũ gạo -quế OR "ngân hàng" bò* | or HOẶC')
    assert [word.text for word in parsed.words] == ["hũ", "gạo"]
    assert parsed.without == (("quế",),)
    (other, last) = parsed.others
    assert [(word.text, word.is_prefix) for word in other.words][-1] == ("bò", True)
    assert other.phrases == (("ngân", "hàng"),)
    assert [word.text for word in last.words] == ["or"]
    assert parse("OR | HOẶC").words == ()
    assert sum(len(side.words) for side in (parsed, *parse("a b OR " * 40).others)) <= CLAUSE_LIMIT
