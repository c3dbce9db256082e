#include "domain/minutes_book.h"

#include <inttypes.h>

#include "domain/record_engine.h"

static enum rc check_lines(const struct minutes_take *in, struct err *err)
{
    if (in->lines == 0)
        return FAIL(err, RC_INVALID, "minutes.no_lines", "no lines");
    if (in->lines > MINUTES_DECISIONS_MAX)
        return FAIL(err, RC_INVALID, "minutes.too_many_lines", "%zu lines", in->lines);
    return RC_OK;
}

static enum rc open_line(struct record_run *run, const struct minutes_line *line, int64_t meeting,
                         struct err *err)
{
    struct record_item *link = ARENA_NEW(run->act->arena, struct record_item);
    struct record_input *value = ARENA_ARRAY(run->act->arena, struct record_input, line->values + 1);
    const struct record *r;
    link->number = meeting;
    memcpy(value, line->value, line->values * sizeof *value);
    value[line->values] = (struct record_input){STR("meeting"), link, 1};
    run->events = 0; /* each decision with what follows from it, as in a batch */
    return record_open_fresh(run, DECISION_PROCEDURE, MINUTES_ACT, value, line->values + 1, &r, err);
}

static void name_act(struct act *act, int64_t meeting, size_t lines)
{
    act->object = arena_printf(act->arena, "record/%" PRId64, meeting);
    act->answer = arena_printf(act->arena, "%" PRId64, meeting);
    struct json j = json_to(&act->input_json);
    json_object(&j);
    json_key(&j, STR("decisions"));
    json_int(&j, (int64_t)lines);
    json_object_end(&j);
}

enum rc run_minutes_take(struct act *act, const void *input, struct err *err)
{
    const struct minutes_take *in = input;
    struct record_run run;
    const struct record *meeting;
    *in->ret_line = in->lines;
    enum rc rc = check_lines(in, err);
    if (rc == RC_OK)
        rc = record_begin(&run, act, in->book, 0, in->problems, err);
    if (rc == RC_OK)
        rc = record_open_fresh(&run, MINUTES_PROCEDURE, MINUTES_ACT, in->value, in->values, &meeting, err);
    for (size_t i = 0; i < in->lines && rc == RC_OK; i++) {
        *in->ret_line = i;
        rc = open_line(&run, &in->line[i], meeting->record_id, err);
    }
    if (rc == RC_OK)
        name_act(act, meeting->record_id, in->lines);
    return rc;
}
