/* The text of an expression, taken piece by piece. FEEL has no tokens that stand on their own: where a name
 * ends depends on the names that are known, so the parser asks for what it can use at the place where it is.
 */
#ifndef FEEL_LEX_H
#define FEEL_LEX_H

#include "base/buf.h"
#include "base/decimal.h"

struct lexer {
    struct str text;
    size_t at;  /* of the next piece, white space and comments before it already skipped */
    size_t end; /* behind the last piece that was taken */
    bool has_open_comment;
};

struct lexer lex_begin(struct str text);
/* The sign stands here, and is not the beginning of a longer one ("<" of "<=", "." of ".."). */
bool lex_sees(const struct lexer *l, const char *sign);
bool lex_take(struct lexer *l, const char *sign);
/* The word stands here, with nothing of a name behind it. */
bool lex_sees_word(const struct lexer *l, const char *word);
bool lex_take_word(struct lexer *l, const char *word);
bool lex_at_end(const struct lexer *l);
/* Does this name stand here? Its length in the text, blanks in it freely spaced; 0: no. A name that ends in a
 * letter or digit is not taken out of the middle of a longer word. */
size_t lex_name_here(const struct lexer *l, struct str name);
void lex_skip(struct lexer *l, size_t bytes);
/* A word of name characters; n = 0: none begins here. */
struct str lex_word(const struct lexer *l);
/* Does all of it read as the name of an entry, with single blanks between words: 数量, order-total? */
bool lex_is_new_name(struct str name);
/* Is it a word that the language keeps for itself? */
bool lex_is_keyword(struct str word);
/* 12, 1.50, .5, 1e3: rounded to 34 digits. *ret_is_bad: it begins a number that cannot be one. */
bool lex_number(struct lexer *l, struct decimal *ret, bool *ret_is_bad);
/* The text behind an opening quote, with its escapes. False: it does not end, or has a wrong escape at
 * *ret_bad. */
bool lex_string(struct lexer *l, struct buf *out, size_t *ret_bad);

#endif
