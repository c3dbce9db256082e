/* /: one sentence first, then what this person can do here. */
#ifndef WEB_VIEWS_HOME_H
#define WEB_VIEWS_HOME_H

#include "web/views/identity.h"

struct home_task {
    struct str icon; /* of assets/icons.svg */
    struct str title, note, url;
};

struct home_view {
    struct shell_view shell;
    struct str sentence;      /* what matters most today */
    struct str url, url_text; /* where it leads; n = 0: nowhere */
    const struct home_task *tasks;
    size_t tasks_n;
    struct str tour_url;               /* demo only */
    const struct identity_card *cards; /* demo only, for who is nobody yet */
    size_t cards_n;
};

#endif
