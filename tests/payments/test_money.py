"""Reading and writing amounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import BadInput
from dashboard.payments.money import (
    EXPONENTS,
    exponent,
    format_amount,
    parse_amount,
    plain_amount,
    to_decimal,
)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("50000.00", "USD", 5_000_000),
        ("50000", "USD", 5_000_000),
        (" 0.01 ", "EUR", 1),
        ("-12.30", "EUR", -1230),
        ("1000", "JPY", 1000),
        ("1.000", "KWD", 1000),
        ("0.0001", "CLF", 1),
    ],
)
def test_an_amount_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("50000.0", "USD"),
        ("50000.000", "USD"),
        ("50000.", "USD"),
        ("50,000.00", "USD"),
        ("50000,00", "EUR"),
        ("1000.00", "JPY"),
        ("1.00", "KWD"),
        ("1e5", "USD"),
        ("٣.00", "USD"),
        ("", "USD"),
        ("nan", "USD"),
        ("1" * 15, "USD"),
        ("9" * 5000, "USD"),
    ],
)
def test_an_amount_that_could_mean_something_else_is_refused(text: str, currency: str) -> None:
    with pytest.raises(BadInput, match="is not an amount in " + currency):
        parse_amount(text, currency)


def test_the_refusal_shows_how_to_write_it() -> None:
    with pytest.raises(BadInput, match=r"write it like 50000\.00\."):
        parse_amount("50.000,00", "EUR")
    with pytest.raises(BadInput, match=r"write it like 50000\.$"):
        parse_amount("1.5", "JPY")


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(BadInput, match='"usd" is not a currency code'):
        exponent("usd")


def test_exponents_are_those_of_iso_4217() -> None:
    assert {code: EXPONENTS[code] for code in ("JPY", "KRW", "CLP", "ISK", "VND", "UGX")} == dict.fromkeys(
        ("JPY", "KRW", "CLP", "ISK", "VND", "UGX"), 0
    )
    assert {EXPONENTS[code] for code in ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")} == {3}
    assert {EXPONENTS[code] for code in ("CLF", "UYW")} == {4}
    assert {EXPONENTS[code] for code in ("USD", "EUR", "GBP", "MGA", "HUF", "TWD")} == {2}
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in EXPONENTS)
    with pytest.raises(TypeError):
        EXPONENTS["USD"] = 3  # type: ignore[index]


@pytest.mark.parametrize(
    ("minor", "currency", "plain", "said"),
    [
        (123_456, "USD", "1234.56", "1,234.56 USD"),
        (-5, "USD", "-0.05", "−0.05 USD"),
        (0, "KWD", "0.000", "0.000 KWD"),
        (1_234_567, "JPY", "1234567", "1,234,567 JPY"),
        (10**18 + 1, "USD", "10000000000000000.01", "10,000,000,000,000,000.01 USD"),
    ],
)
def test_an_amount_is_written_with_the_currencys_decimals(minor: int, currency: str, plain: str, said: str) -> None:
    assert plain_amount(minor, currency) == plain
    assert str(to_decimal(minor, currency)) == plain
    assert format_amount(minor, currency) == said


@given(st.integers(-(10**13), 10**13), st.sampled_from(sorted(EXPONENTS)))
def test_what_is_written_reads_back_the_same(minor: int, currency: str) -> None:
    assert parse_amount(plain_amount(minor, currency), currency) == minor
