"""One JSON object per line on standard error: what happened, where, when; never a header, a cookie, a form or a key."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Format a log record as one JSON object on one line.

    Keys: `at` (UTC, ISO 8601), `level`, `logger`, `event`; `method`, `path` and `status` where a request is known (the
    path without its query string), and `traceback` where an exception was logged.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its line end."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "path"):
            line |= {"method": request.method, "path": request.path}
        if (status := getattr(record, "status_code", None)) is not None:
            line["status"] = status
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
