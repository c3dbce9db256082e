/* Who counts which facts: the measures with a `fact` of the schemes in force. A fact that nobody counts is
 * kept all the same; pages mark it, because nothing that it says reaches a score. */
#ifndef DOMAIN_FACT_READER_H
#define DOMAIN_FACT_READER_H

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

#endif
