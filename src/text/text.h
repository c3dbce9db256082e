/* The texts of the interface by key, in both languages. The table is made from po/ at build time
 * (tools/gen_text.py), which stops the build when a key that the program uses lacks a text in one language,
 * or when the two languages put in different arguments; so at run time a key always has its text. */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/arena.h"
#include "base/lang.h"

/* The text of a key; the key itself when there is none (a key that was computed wrongly: visible, and never
 * an empty button). The bytes live as long as the program. */
struct str text_get(enum lang lang, const char *key);
bool text_has(const char *key);
/* T(lang, "nav.scores"): the key is a literal, and the build checks it. */
#define T(lang, key) text_get((lang), "" key "")

/* `pattern` with {0} … {3} replaced by the arguments, in the arena. A placeholder without its argument stands
 * as it is. For plain text (files, mail, sentences); pages use html_msg, which escapes. */
struct str text_fill(struct arena *a, struct str pattern, const struct str *arg, size_t args);

/* "zh-CN", "en": for <html lang>, headers and cookies. text_lang_of falls back to Chinese. */
struct str text_lang_tag(enum lang lang);
enum lang text_lang_of(struct str tag);

#endif
