"""What one can take away: tables as CSV, JSON and XLSX, and the whole site as files."""
