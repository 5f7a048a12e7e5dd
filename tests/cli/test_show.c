/* SPDX-License-Identifier: BSD-3-Clause */
/* Progress on a clock that the test turns. */
#include "check.h"

#include <unistd.h>

#include "show.h"

static double clock_s;

static double test_clock(void)
{
  return clock_s;
}

/* What was written to the show's stream since the last call. */
static const char *written(show *s)
{
  static char text[4096];
  size_t size;

  fflush(s->stream);
  rewind(s->stream);
  size = fread(text, 1, sizeof text - 1, s->stream);
  text[size] = '\0';
  rewind(s->stream);
  if (ftruncate(fileno(s->stream), 0) != 0)
    CHECK(0);
  return text;
}

static void set_up(show *s, int terminal)
{
  show_begin(s, 0, NULL);
  s->stream = tmpfile();
  s->terminal = terminal;
  s->now = test_clock;
  clock_s = 100;
  CHECK(s->stream != NULL);
}

static void tear_down(show *s)
{
  show_end(s);
  fclose(s->stream);
}

static void a_line_every_half_minute(void)
{
  show s;

  set_up(&s, 0);
  CHECK_INT(show_progress("landscape", 0, 200, &s), 0);
  clock_s += 29;
  CHECK_INT(show_progress("landscape", 50, 200, &s), 0);
  CHECK_TEXT(written(&s), "");
  clock_s += 1;
  CHECK_INT(show_progress("landscape", 50, 200, &s), 0);
  CHECK_TEXT(written(&s), "ionway: landscape: 25 %, about 1:30 left\n");
  clock_s += 29;
  CHECK_INT(show_progress("landscape", 100, 200, &s), 0);
  CHECK_TEXT(written(&s), "");
  clock_s += 3600;
  CHECK_INT(show_progress("landscape", 100, 200, &s), 0);
  CHECK_TEXT(written(&s), "ionway: landscape: 50 %, about 1:00:59 left\n");
  CHECK_INT(show_progress("landscape", 200, 200, &s), 0);
  CHECK_TEXT(written(&s), "");
  tear_down(&s);
}

static void a_bar_on_a_terminal(void)
{
  show s;

  set_up(&s, 1);
  show_progress("fill", 0, 10, &s);
  clock_s += 0.2; /* too short a stage to show */
  show_progress("fill", 1, 10, &s);
  CHECK_TEXT(written(&s), "");
  clock_s += 3.8;
  show_progress("fill", 5, 10, &s);
  CHECK_TEXT(written(&s), "\r\033[Kfill         "
                          "[###############               ]  50 % 0:04 left");
  clock_s += 0.05; /* too soon */
  show_progress("fill", 6, 10, &s);
  CHECK_TEXT(written(&s), "");
  show_progress("fill", 10, 10, &s);
  CHECK_TEXT(written(&s), "\r\033[K");
  tear_down(&s);
}

static void quiet_says_nothing(void)
{
  show s;

  set_up(&s, 1);
  s.quiet = 1;
  show_progress("fill", 0, 10, &s);
  clock_s += 100;
  show_progress("fill", 5, 10, &s);
  show_log(IW_LOG_WARNING, "something", &s);
  show_notes(&s, NULL);
  CHECK_TEXT(written(&s), "");
  show_error(&s, "a.cif:3: no\ncell");
  CHECK_TEXT(written(&s), "ionway: a.cif:3: no cell\n");
  tear_down(&s);
}

static void a_signal_cancels(void)
{
  volatile sig_atomic_t flag = 0;
  show s;

  set_up(&s, 0);
  s.cancel = &flag;
  CHECK_INT(show_progress("fill", 0, 10, &s), 0);
  flag = 1;
  CHECK(show_progress("fill", 1, 10, &s) != 0);
  tear_down(&s);
}

static void remarks_come_once(void)
{
  show s;

  set_up(&s, 0);
  show_log(IW_LOG_NOTE, "first", &s);
  show_log(IW_LOG_WARNING, "second", &s);
  show_log(IW_LOG_NOTE, "first", &s);
  CHECK_INT(s.n_notes, 2);
  show_notes(&s, "a.cif");
  CHECK_TEXT(written(&s), "note: a.cif: first\nwarning: a.cif: second\n");
  show_forget_notes(&s);
  CHECK_INT(s.n_notes, 0);
  tear_down(&s);
}

int main(void)
{
  RUN(a_line_every_half_minute);
  RUN(a_bar_on_a_terminal);
  RUN(quiet_says_nothing);
  RUN(a_signal_cancels);
  RUN(remarks_come_once);
  return check_report();
}
