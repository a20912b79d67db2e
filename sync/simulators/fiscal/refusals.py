"""Why a device refuses, in words of its own; each protocol has its codes for them."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """What is wrong with a command."""

    SYNTAX = "syntax"
    UNKNOWN_COMMAND = "unknown command"
    NOT_NOW = "not permitted now"
    VALUE = "value out of range"
    OPERATOR = "operator and password do not match"
    LOCKED = "locked after wrong passwords"
    PAPER = "paper is out"
    COVER = "cover is open"
    MECHANISM = "printing mechanism"
    CLOCK = "clock not set"
    DAY_NOT_CLOSED = "day not closed for 24 hours"
    FISCAL_MEMORY = "fiscal memory"
    NOT_FISCALISED = "not fiscalised"
    RECEIPT_OPEN = "a receipt is open"
    NON_FISCAL_OPEN = "a non-fiscal receipt is open"
    NO_RECEIPT = "no receipt is open"
    PAYMENT_BEGUN = "payment has begun"
    NOT_PAID = "not paid in full"
    PAID = "paid already"
    PAYMENT_FORBIDDEN = "payment forbidden"
    VAT_GROUP = "VAT group inactive"
    TOO_MANY_LINES = "too many lines"
    NEGATIVE = "would go below zero"
    EMPTY = "nothing on the receipt"
    NO_CASH = "not enough cash"
    LATE = "too late for this reason"
    DUPLICATE = "duplicate printed already"


class Refused(Exception):
    """The device does not do it, and nothing has changed."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
