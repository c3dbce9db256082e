#include "deeds.h"

struct deeds {
    struct deed *deed;
    size_t n;
};

static enum rc run_deeds(struct act *act, const void *input, struct err *err)
{
    const struct deeds *in = input;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < in->n && rc == RC_OK; i++) {
        struct deed *d = &in->deed[i];
        if (d->what == ADD)
            rc = fact_add(act, &d->fact, &d->ret, err);
        else if (d->what == CLOSE)
            rc = fact_close(act, d->fact.fact_id, d->fact.to_day, err);
        else
            rc = fact_revoke(act, d->fact.record_id, d->fact.event_n, &d->ret, err);
    }
    return rc;
}
static const struct act_def act_deeds = {
    "test_facts", STR_INIT("test.facts"), false, {BIT(SYSTEM), 0}, run_deeds};

enum rc deeds_do(struct town *t, struct deed *deed, size_t n, struct act_receipt *ret, struct err *err)
{
    struct deeds in = {deed, n};
    return town_act(t, town_system(), &act_deeds, &in, ret, err);
}

struct fact deed_overdue(const struct town *t, int64_t record_id, int64_t event_n)
{
    return (struct fact){.organ_id = t->organ[1],
                         .measure = STR("task_overdue"),
                         .from_day = 20260310,
                         .value = 1,
                         .record_id = record_id,
                         .event_n = event_n,
                         .rule = STR("due expired")};
}
