/* The facts as they were said, in their order: names are written as they are, numbers as texts, because a
 * fraction is no number of JSON and a decimal would be read as a float. */
#include "base/json.h"
#include "score/result.h"

static void put_fact(struct json *j, const struct score_fact *f)
{
    switch (f->kind) {
    case FACT_NUMBER:
    case FACT_TEXT:
        json_str(j, f->text);
        return;
    case FACT_TRUTH:
        json_bool(j, f->is_true);
        return;
    case FACT_NULL:
        json_null(j);
        return;
    case FACT_OBJECT:
        json_object(j);
        break;
    case FACT_LIST:
        json_array(j);
        break;
    }
    for (const struct score_fact *k = f->first; k; k = k->next) {
        if (f->kind == FACT_OBJECT)
            json_key(j, str_c(k->name));
        put_fact(j, k);
    }
    if (f->kind == FACT_OBJECT)
        json_object_end(j);
    else
        json_array_end(j);
}

void score_explain_json(const struct score_explanation *x, struct buf *out)
{
    struct json j = json_to(out);
    j.is_loose = true;
    put_fact(&j, x->facts);
}
