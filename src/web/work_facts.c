#include "web/work_facts.h"

#include <inttypes.h>

#include "base/fixed.h"
#include "domain/record.h"

static struct str days_text(struct door *d, const struct fact *f)
{
    struct str from = web_day(d, f->from_day);
    if (f->is_interval && f->to_day == 0)
        return TEXT1(d, "work_fact.runs_since", from);
    return f->to_day == f->from_day ? from : TEXT2(d, "work_fact.from_to", from, web_day(d, f->to_day));
}

struct work_fact_row work_fact_row(struct door *d, const struct fact *f, int times)
{
    struct work_fact_row row = {.measure = f->measure,
                                .days = days_text(d, f),
                                .rule = f->rule,
                                .entry = arena_printf(d->a, "%" PRId64, f->seq)};
    if (door_may_view(d, &view_entry, 0))
        row.entry_url = arena_printf(d->a, "/ledger/%" PRId64, f->seq);
    struct str each = fixed_write_short(d->a, f->value, f->digits);
    row.value = times ? fixed_write_short(d->a, f->value * times, f->digits) : each;
    if (f->is_interval && times)
        row.counts = TEXT2(d, "work_fact.days_times", arena_printf(d->a, "%d", times), each);
    else if (f->is_interval)
        row.counts = TEXT(d, "work_fact.each_day");
    if (f->record_id > 0) {
        row.record = f->record_code.n ? f->record_code : arena_printf(d->a, "%" PRId64, f->record_id);
        bool may = false;
        struct err unused;
        if (record_may_follow(d->db, d->a, &d->who.actor, f->record_id, &may, &unused) == RC_OK && may)
            row.record_url = arena_printf(d->a, "/records/%" PRId64, f->record_id);
    }
    return row;
}
