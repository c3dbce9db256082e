#include "jobs/bot_answer.h"

#include <jansson.h>

int64_t bot_answer(struct str body)
{
    static const char *const names[] = {"errcode", "code", "StatusCode"};
    json_t *root = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
    int64_t answer = -1;
    for (size_t i = 0; i < COUNT_OF(names) && answer == -1; i++) {
        const json_t *v = json_object_get(root, names[i]);
        if (json_is_integer(v))
            answer = json_integer_value(v);
    }
    json_decref(root);
    return answer;
}
