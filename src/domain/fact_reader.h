/* Who counts which facts, and who writes them: the measures with a `fact` of the schemes in force, and the
 * `facts` of the procedures in force. A fact that nobody counts is kept all the same, and a measure that
 * nobody writes is 0 for ever; pages mark both, because neither is what somebody meant. */
#ifndef DOMAIN_FACT_READER_H
#define DOMAIN_FACT_READER_H

#include "domain/procedure_book.h"
#include "domain/scheme_book.h"

struct fact_reader {
    struct str fact;    /* task_overdue */
    struct str measure; /* 逾期次数 */
    struct str scheme_code, scheme_title;
    int64_t scheme_version;
};
struct fact_readers {
    const struct fact_reader *row; /* schemes as scheme_records_load has them, measures in their order */
    size_t n;
};
/* Of the newest version of each scheme. Each is read for this: some milliseconds a scheme. */
enum rc fact_readers_load(struct db *db, struct arena *a, int64_t tenant_id, struct fact_readers *ret,
                          struct err *err) MUST_CHECK;
/* The first that counts it; NULL: nobody does. */
const struct fact_reader *fact_reader_of(const struct fact_readers *all, struct str fact);

struct fact_writer {
    struct str fact, procedure_id, title; /* title in the language that was asked for */
};
struct fact_writers {
    const struct fact_writer *row; /* in the order of the procedures; each procedure once for a fact */
    size_t n;
};
enum rc fact_writers_load(struct procedure_book *book, struct db *db, struct arena *a, enum lang lang,
                          struct fact_writers *ret, struct err *err) MUST_CHECK;

#endif
