"""``wbgen.yaml``."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

CONFIG: Table = {
    "ConfigFile": {
        "default": ("The target of commands that name none.", "team"),
        "port": ("The port of the embedded server, and of the URLs printed for it.", "8087"),
        "targets": ("Where views go, by name.", "{team: {entity: my-team}}"),
        "safety": ("How much apply may change at once without --force.", "{most_changed: 50%, from: 20}"),
    },
    "SafetyEntry": {
        "most_changed": ("The share of the existing views that may be changed or deleted at once.", "50%"),
        "from": ("The number of existing views from which on the share counts.", "20"),
    },
    "TargetEntry": {
        "server": ("Which server: W&B's, or the one wbgen carries.", "embedded"),
        "entity": ("The user or team whose views are written.", "my-team"),
        "base_url": ("The address of a W&B server of your own.", "https://wandb.example.com"),
    },
}
