"""What to say of names that are not there."""

from __future__ import annotations

from wbgen.render.missing import nearest


def test_the_same_layer_of_another_metric_is_not_meant() -> None:
    assert nearest("mlp_direct_loss/layer_14", ["v_a_attention_similarity/layer_14"]) is None
    assert nearest("loss", ["train/loss"]) == "train/loss"
    assert nearest("val/loss", ["valid/loss"]) == "valid/loss"
