/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers: published vectors, no bias, streams that differ. */
#include "check.h"

#include "rng.h"

/* The first numbers of xoshiro256** from the state 1, 2, 3, 4, as its authors'
 * program and its ports agree on. */
static void matches_the_published_sequence(void)
{
  static const uint64_t wanted[10] = {11520u,
                                      0u,
                                      1509978240u,
                                      1215971899390074240u,
                                      1216172134540287360u,
                                      607988272756665600u,
                                      16172922978634559625u,
                                      8476171486693032832u,
                                      10595114339597558777u,
                                      2904607092377533576u};
  iwi_rng rng = {{1, 2, 3, 4}};

  for (int i = 0; i < 10; i++)
    CHECK(iwi_rng_next(&rng) == wanted[i]);
}

static void streams_are_repeatable_and_differ(void)
{
  iwi_rng a, b, c, d;
  int same_stream = 0, same_seed = 0;

  iwi_rng_seed(&a, 7, 0);
  iwi_rng_seed(&b, 7, 0);
  iwi_rng_seed(&c, 7, 1);
  iwi_rng_seed(&d, 8, 0);
  for (int i = 0; i < 100; i++) {
    const uint64_t x = iwi_rng_next(&a);

    CHECK(iwi_rng_next(&b) == x);
    same_stream += iwi_rng_next(&c) == x;
    same_seed += iwi_rng_next(&d) == x;
  }
  CHECK_INT(same_stream, 0);
  CHECK_INT(same_seed, 0);
}

/* 3 * 2^30 folds 2^32 draws on itself: a plain product or remainder would hit
 * a third of the numbers twice as often. */
static void has_no_bias(void)
{
  const uint32_t n = 3u << 30;
  const int draws = 300000;
  int thirds[3] = {0};
  double mean = 0;
  iwi_rng rng;

  iwi_rng_seed(&rng, 1, 0);
  for (int i = 0; i < draws; i++) {
    const uint32_t x = iwi_rng_below(&rng, n);

    CHECK(x < n);
    thirds[x % 3]++;
    mean += iwi_rng_real(&rng) / draws;
  }
  /* five standard deviations */
  for (int k = 0; k < 3; k++)
    CHECK_NEAR(thirds[k], draws / 3, 5 * sqrt(draws * 2.0 / 9));
  CHECK_NEAR(mean, 0.5, 5 / sqrt(12.0 * draws));
  for (int i = 0; i < 10; i++)
    CHECK_INT(iwi_rng_below(&rng, 1), 0);
}

int main(void)
{
  RUN(matches_the_published_sequence);
  RUN(streams_are_repeatable_and_differ);
  RUN(has_no_bias);
  return check_report();
}
