"""Money as whole minor units of a named currency: exponents, reading and writing of amounts."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType

from dashboard.errors import BadInput

_TWO_DECIMALS = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
    COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES
    WST XCD XCG YER ZAR ZMW ZWG
"""
_OTHER_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

EXPONENTS = MappingProxyType(
    dict.fromkeys(_TWO_DECIMALS.split(), 2)
    | {code: digits for digits, codes in _OTHER_DECIMALS.items() for code in codes.split()}
)
"""Decimals of each currency after ISO 4217, which locale libraries contradict (IQD, MGA)."""

_PLAIN = re.compile(r"(-?)([0-9]{1,14})(?:\.([0-9]+))?")


def exponent(currency: str) -> int:
    """How many decimals `currency` has.

    Raises: `BadInput` for a code that is not a currency of ISO 4217.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise BadInput(f'"{currency}" is not a currency code; use one of ISO 4217 such as USD, EUR or JPY.') from None


def parse_amount(text: str, currency: str) -> int:
    """Read "50000.00" exactly, in minor units; a whole number may leave its decimals out.

    Grouping, decimal commas and any other count of decimals are refused, as they could mean two amounts.
    Raises: `BadInput`.
    """
    digits = exponent(currency)
    found = _PLAIN.fullmatch(text.strip())
    decimals = found[3] if found else None
    if not found or (decimals is not None and len(decimals) != digits):
        example = plain_amount(50_000 * 10**digits, currency)
        raise BadInput(f'"{text}" is not an amount in {currency}; write it like {example}.')
    minor: int = int(found[2]) * 10**digits + int(decimals or 0)
    return -minor if found[1] else minor


def to_decimal(amount_minor: int, currency: str) -> Decimal:
    """The amount in major units, with exactly the currency's decimals; for the edge of a sheet only."""
    return Decimal((amount_minor < 0, Decimal(abs(amount_minor)).as_tuple().digits, -exponent(currency)))


def plain_amount(amount_minor: int, currency: str) -> str:
    """The amount for machines: "1234.56", with exactly the currency's decimals."""
    return format(to_decimal(amount_minor, currency), "f")


def grouped_amount(amount_minor: int, currency: str) -> str:
    """The amount for people, its currency being said elsewhere: "1,234.56"."""
    return format(to_decimal(amount_minor, currency), ",f").replace("-", "−")


def format_amount(amount_minor: int, currency: str) -> str:
    """The amount for people: "1,234.56 USD"."""
    return f"{grouped_amount(amount_minor, currency)} {currency}"
