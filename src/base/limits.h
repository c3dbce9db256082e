/* What a user can make the program do is bounded here, before memory is taken. Each limit is tested at
 * the limit and one beyond. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_HEADER_BYTES (32 * 1024)
#define LIMIT_FORM_BYTES (1024 * 1024)         /* urlencoded body; multipart without its files */
#define LIMIT_UPLOAD_BYTES (20 * 1024 * 1024)  /* one uploaded file */
#define LIMIT_DRAIN_BYTES (256L * 1024 * 1024) /* a larger upload is read this far, then answered */
#define LIMIT_QUERY_FIELDS 200
#define LIMIT_FORM_FIELDS 1000         /* the check of a table has a question for each of its columns */
#define LIMIT_FIELD_BYTES (512 * 1024) /* one field: a pasted table */
#define LIMIT_TABLE_ROWS 50000
#define LIMIT_TABLE_COLUMNS 400
#define LIMIT_CELL_BYTES 8192
#define LIMIT_SCHEME_BYTES (1024 * 1024)
#define LIMIT_SCHEME_NODES 4000
#define LIMIT_SCHEME_DEPTH 16
#define LIMIT_PROBLEMS 200           /* an error report lists so many, then says there are more */
#define LIMIT_ENTRY_BODY_BYTES 65535 /* tlog-tiles entry bundle: uint16 */
#define LIMIT_REQUEST_ARENA_BYTES (256L * 1024 * 1024)
#define LIMIT_ROWS_PER_PAGE 200

#endif
