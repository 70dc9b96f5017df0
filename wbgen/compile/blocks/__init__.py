"""Blocks of reports: from what is written to W&B's JSON, and back."""

from wbgen.compile.blocks.build import BlockBuilder
from wbgen.compile.blocks.decode import decode_report
from wbgen.compile.blocks.plain import encode_block

__all__ = ["BlockBuilder", "decode_report", "encode_block"]
