/* /organs/{organ}/hand-over: open matters go to another unit; chosen, checked, done. */
#ifndef WEB_VIEWS_HAND_OVER_H
#define WEB_VIEWS_HAND_OVER_H

#include "web/views/records.h"

enum hand_over_step { HAND_OVER_CHOOSE, HAND_OVER_CHECK, HAND_OVER_DONE };
struct hand_over_row {
    struct str id, url, code, title, register_title, state;
    bool is_chosen;
};
struct hand_over_view {
    struct shell_view shell;
    struct form_errors_view errors;
    enum hand_over_step step;
    struct str url, organ, organ_url, to_name, no_hint, more;
    struct field to, reason;
    const struct option *organs;
    size_t organs_n;
    const struct hand_over_row *rows;
    size_t rows_n;
    struct receipt_view receipt;
};

#endif
