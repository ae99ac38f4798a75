"""`python -m tui.cli`, as `makabaka-tui`."""

import sys

from tui.cli.main import main

sys.exit(main())
