# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The parts of setup/bench: each prepares databases and servers, lets programs of
`measuring` run there, and makes figures of what they print."""
