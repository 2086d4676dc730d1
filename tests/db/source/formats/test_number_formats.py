"""Numbers as sheets show them. What is expected here is what LibreOffice shows, where nothing else is said."""

import pytest

from db.source.formats.number_formats import general, shown_number, shown_text

SHOWN = [
    (0.1 + 0.2, "General", "0.3"),
    (46023, "General", "46023"),
    (2 / 3, "General", "0.666666666666667"),
    (123456789012, "General", "123456789012"),
    (0.00001, "General", "0.00001"),
    (1e-12, "General", "1E-12"),
    # Half is rounded up in the fifteen digits that count, not in the binary number that is stored.
    (1.005, "0.00", "1.01"),
    (2.675, "0.00", "2.68"),
    (9.5, "0", "10"),
    (-0.4, "0", "0"),
    (1234567.891, "#,##0.00", "1,234,567.89"),
    (-1234567.891, "#,##0", "-1,234,568"),
    (12, "0000", "0012"),
    (0.5, "#.00", ".50"),
    (5, "0.##", "5"),
    (0.1234, "0.0%", "12.3%"),
    (-5, "0.0;(0.0)", "(5.0)"),
    (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    (1234.5, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
    (-7, "#,##0;[Red]-#,##0", "-7"),
    (12.5, '"〔"0.0"〕"', "〔12.5〕"),
    (12.5, "〔0.0〕", "〔12.5〕"),
    (1234, '#,##0"亿元"', "1,234亿元"),
    (1234, "[$¥-804]#,##0.00", "¥1,234.00"),
    (123456789, "0.00E+00", "1.23E+08"),
    (9.999, "0.0E+0", "1.0E+1"),
    (123456, "#,##0,", "123"),
    # What Excel shows in Chinese: thousands of the number, and the point between its digits.
    (12345, '0!.0,"万元"', "1.2万元"),
    (12345, '0\\.0,"万元"', "1.2万元"),
    (123456789, '[>=100000000]0.00,,"亿";[>=10000]0.0,"千";0', "123.46亿"),
    (5, '[>=100000000]0.00,,"亿";[>=10000]0.0,"千";0', "5"),
    (3, '"第"0"名"', "第3名"),
    (7, ";;;", ""),
    (1.5, "@", "1.5"),
    (46023, 'yyyy"年"m"月"', "2026年1月"),
    (46023, "[$-804]yyyy年m月d日;@", "2026年1月1日"),
    (46023, "yyyy.mm", "2026.01"),
    (46023, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2026年1月1日"),
    (46023, '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇二六年一月一日"),
    (46023.75, "yyyy/m/d h:mm", "2026/1/1 18:00"),
    (46023.75, "h:mm AM/PM", "6:00 PM"),
    (1.5, "[h]:mm", "36:00"),
    (46023, "aaaa", "星期四"),
    (46023, "d-mmm-yy", "1-Jan-26"),
    # As Excel counts days before March 1900, which LibreOffice does not.
    (1, "yyyy-mm-dd", "1900-01-01"),
]


@pytest.mark.parametrize(("value", "code", "shown"), SHOWN)
def test_a_number_is_shown_as_its_sheet_shows_it(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


def test_days_of_old_macs_count_from_1904() -> None:
    assert shown_number(44561, "yyyy-mm-dd", from_1904=True) == "2026-01-01"


@pytest.mark.parametrize(
    "code", ["# ?/?", "[DBNum2]0", "##0.0E+0", "h:mm:ss.0", "[$-", "0 Q", "[NatNum4]0", "[DBNum1]0"]
)
def test_a_format_that_is_not_understood_gives_nothing(code: str) -> None:
    assert shown_number(12.5, code) is None


@pytest.mark.parametrize(
    ("value", "code"), [(60, "yyyy-mm-dd"), (-1, "yyyy-mm-dd"), (3e6, "m月"), (float("nan"), "0")]
)
def test_a_day_that_never_was_gives_nothing(value: float, code: str) -> None:
    assert shown_number(value, code) is None


def test_words_are_shown_in_the_fourth_part_of_a_format() -> None:
    assert shown_text("甲", '0;0;0;"前"@') == "前甲"
    assert shown_text("甲", ";;;") == ""
    assert shown_text("00123", "@") == "00123"
    assert shown_text("甲", "0.00") == "甲"


def test_letters_of_a_date_within_quotes_are_words() -> None:
    assert shown_number(3, '0"days"') == "3days"
    assert general(-0.0) == "0"
