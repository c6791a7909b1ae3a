"""Files of others (MARC, CSV, ODS, XLSX, SRU answers) → titles, with one fate per row."""
