"""The table: every dashboard that is written twice."""

from tests.dashboards.areas import AREAS
from tests.dashboards.bars import BARS, SCALARS
from tests.dashboards.catalogue import CATALOGUES
from tests.dashboards.choices import CHOICES
from tests.dashboards.common import COMMON
from tests.dashboards.custom import OWN_CHARTS
from tests.dashboards.generated import GENERATED
from tests.dashboards.generic import DISTRIBUTIONS, MARKED_LINES
from tests.dashboards.lines import LINES
from tests.dashboards.media import MEDIA
from tests.dashboards.of_the_guide import OF_THE_GUIDE
from tests.dashboards.reports import REPORTS
from tests.dashboards.run_sets import RUN_SETS
from tests.dashboards.run_tables import RUN_TABLES
from tests.dashboards.runs_compared import COMPARERS, PARALLEL, SCATTER
from tests.dashboards.settings import SETTINGS
from tests.dashboards.weave import WEAVE
from tests.dashboards.workspaces import SECTIONS, WORKSPACES

CURVES = [*LINES, *AREAS, *BARS, *SCALARS]
COMPARED = [*SCATTER, *PARALLEL, *COMPARERS]
PANELS = [*CURVES, *COMPARED, *MEDIA, *OWN_CHARTS, *MARKED_LINES, *DISTRIBUTIONS, *CHOICES]
VIEWS = [*SECTIONS, *WORKSPACES, *SETTINGS, *RUN_SETS, *RUN_TABLES, *REPORTS]
ALL = [*PANELS, *VIEWS, *COMMON, *CATALOGUES, *OF_THE_GUIDE, *GENERATED, *WEAVE]
