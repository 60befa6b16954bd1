"""Greenroom takes a community's contributions to air: from the pull to the credit and payment sheets."""

__version__ = "0.4.0"
