/* /tasks/patterns: what is worth a look. */
#ifndef WEB_VIEWS_PATTERNS_H
#define WEB_VIEWS_PATTERNS_H

#include "web/views/shell.h"

/* A number of a finding beside that of all other units. */
struct pattern_number {
    struct str label, own, url, others; /* url, others n = 0: none */
};
/* A bar of the unit and, unless height is 0, one of the others behind it; a row of the table behind them. */
struct pattern_bar {
    struct str label, own, others;
    bool is_marked;
    int x, y, width, height, others_x, others_y, others_height, middle;
    struct str foot; /* under the bar; n = 0: there is no room */
};
struct pattern_deed {
    struct str record, url, title, at, until;
};
struct pattern_finding {
    struct str unit, unit_url, sentence;
    const struct pattern_number *numbers;
    size_t numbers_n;
    struct str picture; /* what it shows, in words */
    const struct pattern_bar *bars;
    size_t bars_n;
    bool has_others, has_until;
    const struct pattern_deed *deeds;
    size_t deeds_n;
};
struct pattern_rule {
    struct str title, rule;
    bool is_good;
    const struct pattern_finding *findings;
    size_t findings_n;
};
struct patterns_view {
    struct shell_view shell;
    const struct pattern_rule *rules;
    size_t rules_n;
    int picture_width, picture_height, picture_base;
};

#endif
