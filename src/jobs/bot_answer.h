/* What a bot's platform answers. Apart from jobs/bot.h, because the library that reads JSON has names that
 * our writer (base/json.h) has too. */
#ifndef JOBS_BOT_ANSWER_H
#define JOBS_BOT_ANSWER_H

#include "base/str.h"

/* 0: taken. Otherwise the platform's own number of what is wrong, −1 when the answer is not theirs at all. */
int64_t bot_answer(struct str body);

#endif
