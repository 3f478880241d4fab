# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import accounting_bridge_asking_mixin
from . import accounting_bridge_connection
from . import accounting_bridge_sender
