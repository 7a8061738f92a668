"""The index in files and out of them: tables, studies, results, the report."""
