"""``wbgen.yaml``."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

CONFIG: Table = {
    "ConfigFile": {
        "default": ("The target of commands that name none.", "team"),
        "port": ("The port of the embedded server, and of the URLs printed for it.", "8087"),
        "targets": ("Where views go, by name.", "{team: {entity: my-team}}"),
        "safety": ("How much apply may change at once without --force.", "{most_changed: 50%, from: 20}"),
        "slurm": (
            "What agents on SLURM ask for, unless the command line says otherwise.",
            "{partition: gpu, time: 4:00:00, gpus_per_agent: 1}",
        ),
    },
    "SlurmEntry": {
        "partition": ("The partition.", "gpu"),
        "account": ("Whose time is used.", "lab"),
        "time": ("The limit of a run, in minutes or in a form that SLURM knows.", "4:00:00"),
        "gpus_per_agent": ("GPUs of one agent, by which GPU hours are told too.", "2"),
        "setup": ("Lines of shell before the agent starts.", "[module load cuda/12.4]"),
        "sbatch": ("More options of sbatch.", "[--mem=8G]"),
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
