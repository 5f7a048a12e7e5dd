/* SPDX-License-Identifier: BSD-3-Clause */
/* A bar on a terminal, a line every half minute elsewhere. */
#include "show.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, LINE_SIZE = 128 };

/* seconds between two drawings of the bar, and two lines without one */
#define BAR_PERIOD_S  0.1
#define LINE_PERIOD_S 30.0
/* a stage shorter than this shows no bar: it would only flicker */
#define BAR_DELAY_S 0.3

static double monotonic(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void show_begin(show *s, int quiet, const volatile sig_atomic_t *cancel)
{
  memset(s, 0, sizeof *s);
  s->stream = stderr;
  s->quiet = quiet;
  s->terminal = isatty(STDERR_FILENO);
  s->cancel = cancel;
  s->now = monotonic;
}

void show_forget_notes(show *s)
{
  for (size_t i = 0; i < s->n_notes; i++)
    free((char *)s->notes[i].text);
  free(s->notes);
  s->notes = NULL;
  s->n_notes = 0;
}

static void erase_bar(show *s)
{
  if (s->bar_drawn)
    fputs("\r\033[K", s->stream);
  s->bar_drawn = 0;
}

void show_end(show *s)
{
  erase_bar(s);
  show_forget_notes(s);
}

/* "0:07", "12:30", "3:05:00" */
static void format_seconds(double seconds, char *text, size_t size)
{
  const long s = seconds < 1e7 ? (long)(seconds + 0.5) : 9999999;

  if (s < 3600)
    snprintf(text, size, "%ld:%02ld", s / 60, s % 60);
  else
    snprintf(text, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
}

static void draw(show *s, const char *stage, double fraction, double elapsed)
{
  char left[32] = "", where[128];
  char bar[BAR_WIDTH + 1];
  const int full = (int)(fraction * BAR_WIDTH);

  snprintf(where, sizeof where, "%s%s", s->prefix, stage);
  if (fraction > 0)
    format_seconds(elapsed * (1 / fraction - 1), left, sizeof left);
  if (!s->terminal) {
    fprintf(s->stream, "ionway: %s: %.0f %%%s%s%s\n", where, 100 * fraction,
            left[0] != '\0' ? ", about " : "", left,
            left[0] != '\0' ? " left" : "");
    return;
  }
  memset(bar, ' ', BAR_WIDTH);
  memset(bar, '#', (size_t)full);
  bar[BAR_WIDTH] = '\0';
  fprintf(s->stream, "\r\033[K%-12.44s [%s] %3.0f %% %s%s", where, bar,
          100 * fraction, left, left[0] != '\0' ? " left" : "");
  fflush(s->stream);
  s->bar_drawn = 1;
}

int show_progress(const char *stage, size_t done, size_t total, void *user)
{
  show *s = user;
  const double now = s->now();
  const double fraction = total > 0 ? (double)done / (double)total : 0;

  if (s->cancel != NULL && *s->cancel)
    return 1;
  if (s->quiet)
    return 0;
  if (done == 0) {
    s->stage_start = s->last_shown = now;
    return 0;
  }
  if (done >= total) {
    erase_bar(s);
    return 0;
  }
  if (now - s->last_shown < (s->terminal ? BAR_PERIOD_S : LINE_PERIOD_S) ||
      (s->terminal && now - s->stage_start < BAR_DELAY_S))
    return 0;
  s->last_shown = now;
  draw(s, stage, fraction < 1 ? fraction : 1, now - s->stage_start);
  return 0;
}

void show_log(iw_log_level level, const char *text, void *user)
{
  show *s = user;
  iw_report_note *notes;
  char *copy;

  for (size_t i = 0; i < s->n_notes; i++) {
    if (strcmp(s->notes[i].text, text) == 0)
      return;
  }
  notes = realloc(s->notes, (s->n_notes + 1) * sizeof *notes);
  if (notes == NULL)
    return; /* a remark is not worth failing for */
  s->notes = notes;
  copy = strdup(text);
  if (copy == NULL)
    return;
  notes[s->n_notes].level = level;
  notes[s->n_notes].text = copy;
  s->n_notes++;
}

void show_notes(const show *s, const char *subject)
{
  if (s->quiet)
    return;
  for (size_t i = 0; i < s->n_notes; i++)
    fprintf(s->stream, "%s: %s%s%s\n",
            s->notes[i].level == IW_LOG_WARNING ? "warning" : "note",
            subject != NULL ? subject : "", subject != NULL ? ": " : "",
            s->notes[i].text);
}

static void put_line(show *s, const char *text)
{
  erase_bar(s);
  fputs("ionway: ", s->stream);
  for (const char *c = text; *c != '\0'; c++)
    fputc((unsigned char)*c < 0x20 || *c == 0x7f ? ' ' : *c, s->stream);
  fputc('\n', s->stream);
}

void show_say(show *s, const char *text)
{
  if (!s->quiet)
    put_line(s, text);
}

void show_error(show *s, const char *text)
{
  put_line(s, text);
}
