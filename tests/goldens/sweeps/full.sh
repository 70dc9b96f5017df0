#!/bin/bash
# Agents of the sweep lab/vision/x1y2: a task of the array works on one run and leaves.
#SBATCH --job-name=sweep-x1y2
#SBATCH --array=0-11%4
#SBATCH --partition=gpu
#SBATCH --account=lab
#SBATCH --time=4:00:00
#SBATCH --gres=gpu:a100:2
#SBATCH --chdir="/home/me/my project"
#SBATCH --output="/home/me/my project/.wbgen/agents/x1y2/1/%A_%a.log"
#SBATCH --open-mode=append
# A task that is preempted goes back into the queue; its agent is new then, and asks for a run again.
#SBATCH --requeue
# A minute before its time is over, the task is told, and its run may save itself.
#SBATCH --signal=B:TERM@60
#SBATCH --mem=8G
#SBATCH --exclude=node[3-5]

export WANDB_BASE_URL=https://api.wandb.ai
module load cuda/12.4
source "$HOME/venv/bin/activate"

# The agent takes the place of this shell: what SLURM tells the task, it hears, and tells its run.
exec wandb agent --forward-signals --count 1 lab/vision/x1y2
