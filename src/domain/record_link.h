/* How records stand to each other, and what lists say of them besides what stands in the record's own row. */
#ifndef DOMAIN_RECORD_LINK_H
#define DOMAIN_RECORD_LINK_H

#include "domain/record.h"

/* A record as others name it. */
struct record_name {
    int64_t record_id, version, lead_id, closed_ms;
    struct str procedure, code, title, state;
    int64_t cause_record; /* whose event made a rule open it; 0: people did */
    int cause_event;
};
struct record_names {
    const struct record_name *row;
    size_t n;
};

/* RC_NOT_FOUND "record.no_such". Whoever shows more than its code asks record_may_see. */
enum rc record_name_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                         struct record_name *ret, struct err *err) MUST_CHECK;
/* Those that name it in a field and those that a rule opened because of it. */
enum rc record_names_linked(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                            struct record_names *ret, struct err *err) MUST_CHECK;
/* The one with this code; *ret_is_there false: none has it. */
enum rc record_name_by_code(struct db *db, struct arena *a, int64_t tenant_id, struct str code,
                            struct record_name *ret, bool *ret_is_there, struct err *err) MUST_CHECK;

/* The present value of one field, without the record's history: what a list shows in a column. Of a private
 * field the item's text is empty and is_masked is set. */
enum rc record_value_now(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                         const struct procedure *p, int field, struct record_value *ret,
                         struct err *err) MUST_CHECK;

#endif
