"""The local SQLCipher database: rows in, values out."""
