/* SPDX-License-Identifier: BSD-3-Clause */
/* CIF syntax and space-group look-up by gemmi. Nothing of gemmi, and no
 * exception, leaves this file. */
#include "cif_gemmi.h"

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include <gemmi/cif.hpp>
#include <gemmi/symmetry.hpp>

extern "C" {
#include "context.h"
}

namespace
{

namespace cif = gemmi::cif;

/* A million atoms with ten columns; a value takes some 40 bytes. */
constexpr size_t max_values = 10000000;
constexpr size_t max_items = 1000000;

struct TooMany {
};

/* gemmi's document, and the line of every loop value besides. */
struct LocatedDocument : cif::Document {
  std::vector<int> lines;
  std::vector<size_t> loop_starts;
  size_t n_items = 0;
};

template <typename Rule> struct LineAction : cif::Action<Rule> {
};

template <>
struct LineAction<cif::rules::loop_value>
    : cif::Action<cif::rules::loop_value> {
  template <typename Input>
  static void apply(const Input &in, LocatedDocument &out)
  {
    if (out.lines.size() == max_values)
      throw TooMany();
    cif::Action<cif::rules::loop_value>::apply(in, out);
    out.lines.push_back(static_cast<int>(in.iterator().line));
  }
};

template <typename Rule> struct CountedAction : cif::Action<Rule> {
  template <typename Input>
  static void apply(const Input &in, LocatedDocument &out)
  {
    if (out.n_items++ == max_items)
      throw TooMany();
    cif::Action<Rule>::apply(in, out);
  }
};

template <>
struct LineAction<cif::rules::item_tag> : CountedAction<cif::rules::item_tag> {
};
template <>
struct LineAction<cif::rules::loop_tag> : CountedAction<cif::rules::loop_tag> {
};
template <>
struct LineAction<cif::rules::datablockname>
    : CountedAction<cif::rules::datablockname> {
};

template <>
struct LineAction<cif::rules::str_loop> : cif::Action<cif::rules::str_loop> {
  template <typename Input>
  static void apply(const Input &in, LocatedDocument &out)
  {
    if (out.n_items++ == max_items)
      throw TooMany();
    cif::Action<cif::rules::str_loop>::apply(in, out);
    out.loop_starts.push_back(out.lines.size());
  }
};

/* Unquoted, without blanks and line ends around; nothing for ? and . */
void plain_value(std::string &value)
{
  static const char blanks[] = " \t\r\n";

  value = cif::as_string(value);
  const size_t first = value.find_first_not_of(blanks);
  if (first == std::string::npos) {
    value.clear();
    return;
  }
  value.erase(value.find_last_not_of(blanks) + 1);
  value.erase(0, first);
  if (cif::is_null(value))
    value.clear();
}

void plain_tag(std::string &tag)
{
  for (char &c : tag) {
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
    else if (c == '.')
      c = '_';
  }
}

/* Items of save frames count among the loops, but are not looked at. */
void plain_items(std::vector<cif::Item> &items)
{
  for (cif::Item &item : items) {
    if (item.type == cif::ItemType::Pair) {
      plain_tag(item.pair[0]);
      plain_value(item.pair[1]);
    } else if (item.type == cif::ItemType::Loop) {
      for (std::string &tag : item.loop.tags)
        plain_tag(tag);
      for (std::string &value : item.loop.values)
        plain_value(value);
    }
  }
}

/* Files joined from several bear one block name more than once; only what is
 * double inside a block is contradictory. */
void check_blocks(LocatedDocument &doc)
{
  cif::check_for_missing_values(doc);
  for (cif::Block &block : doc.blocks) {
    cif::Document one;

    one.source = doc.source;
    one.blocks.push_back(std::move(block));
    cif::check_for_duplicates(one);
    block = std::move(one.blocks[0]);
  }
}

} // namespace

struct iwi_cif {
  LocatedDocument doc;
  /* by item address: start of its lines, for loops of the blocks proper */
  std::vector<std::vector<size_t>> starts;
};

namespace
{

/* Loops were numbered as they came: blocks, items, frames in place. */
void number_loops(const std::vector<cif::Item> &items, const iwi_cif &cif_,
                  size_t &n, std::vector<size_t> *starts)
{
  for (const cif::Item &item : items) {
    size_t start = 0;

    if (item.type == cif::ItemType::Loop)
      start = cif_.doc.loop_starts.at(n++);
    else if (item.type == cif::ItemType::Frame)
      number_loops(item.frame.items, cif_, n, nullptr); /* frames do not nest */
    if (starts != nullptr)
      starts->push_back(start);
  }
}

void parse(iwi_cif &cif_, const char *name, const char *data, size_t size)
{
  cif::pegtl::memory_input<> in(data, size, name);
  size_t n = 0;

  cif_.doc.source = name;
  cif::pegtl::parse<cif::rules::file, LineAction, cif::Errors>(in, cif_.doc);
  check_blocks(cif_.doc);
  for (cif::Block &block : cif_.doc.blocks) {
    cif_.starts.emplace_back();
    number_loops(block.items, cif_, n, &cif_.starts.back());
    plain_items(block.items);
  }
}

bool to_symop(const gemmi::Op &op, iwi_symop *out)
{
  const int den = gemmi::Op::DEN;

  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) {
      if (op.rot[i][k] % den != 0 || std::abs(op.rot[i][k]) > 8 * den)
        return false;
      out->rotation[i][k] = op.rot[i][k] / den;
    }
    out->translation[i] = ((op.tran[i] % den) + den) % den;
  }
  const int(&r)[3][3] = out->rotation;
  const int det = r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1]) -
                  r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0]) +
                  r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0]);
  return det == 1 || det == -1;
}

bool to_group(const gemmi::GroupOps &ops, iwi_group *out)
{
  out->n_ops = 0;
  for (const gemmi::Op &op : ops) {
    if (out->n_ops == IWI_MAX_GROUP || !to_symop(op, &out->ops[out->n_ops]))
      return false;
    out->n_ops++;
  }
  return true;
}

void name_group(const gemmi::SpaceGroup &sg, iwi_group *out)
{
  out->number = sg.number;
  std::snprintf(out->symbol, sizeof out->symbol, "%s", sg.xhm().c_str());
}

/* The entry of the same symbol with another origin, or itself. */
const gemmi::SpaceGroup *with_origin(const gemmi::SpaceGroup *sg, char ext)
{
  for (const gemmi::SpaceGroup &other : gemmi::spacegroup_tables::main) {
    if (other.number == sg->number && other.ext == ext &&
        std::strcmp(other.hm, sg->hm) == 0)
      return &other;
  }
  return sg;
}

bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* gemmi multiplies numbers into an int unchecked; two digits are enough for
 * twenty-fourths. */
bool has_long_number(const std::string &s)
{
  size_t run = 0;

  for (char c : s) {
    run = is_digit(c) ? run + 1 : 0;
    if (run > 2)
      return true;
  }
  return false;
}

/* Old programs wrote x+0.5 or x+.3333: the nearest twenty-fourth instead. */
bool fractions_for_decimals(std::string &s)
{
  for (size_t dot; (dot = s.find('.')) != std::string::npos;) {
    size_t from = dot, to = dot + 1;
    double value = 0, place = 1;

    while (from > 0 && is_digit(s[from - 1]))
      from--;
    while (to < s.size() && is_digit(s[to]))
      to++;
    if (to - from > 12 || to - from == 1)
      return false;
    for (size_t i = from; i < dot; i++)
      value = 10 * value + (s[i] - '0');
    for (size_t i = dot + 1; i < to; i++)
      value += (s[i] - '0') * (place /= 10);
    const double n = 24 * value;
    const int nearest = n < 48 ? static_cast<int>(n + 0.5) : -1;
    /* 0.33 for 1/3 misses by 0.08 twenty-fourths */
    if (nearest < 0 || n - nearest > 0.1 || nearest - n > 0.1)
      return false;
    s.replace(from, to - from, std::to_string(nearest) + "/24");
  }
  return true;
}

/* One rotation of a Hall symbol: [-] order [screw] [axis] [translations].
 * gemmi would index by an axis that is not there. */
bool is_hall_part(const std::string &part, int position)
{
  size_t i = part[0] == '-' ? 1 : 0;
  bool screw = false, axis = false;

  if (i >= part.size() || !is_digit(part[i]))
    return false;
  i++;
  if (i < part.size() && part[i] >= '1' && part[i] <= '5') {
    screw = true;
    i++;
  }
  if (i < part.size() && std::strchr("xyz'\"*", part[i]) != nullptr) {
    axis = std::strchr("xyz", part[i]) != nullptr;
    if (screw && !axis)
      return false;
    i++;
  }
  if (screw && !axis && position != 1)
    return false;
  return part.find_first_not_of("abcnuvwd", i) == std::string::npos;
}

bool is_hall(const std::string &s)
{
  const size_t open = s.find('(');
  int position = 0;
  size_t at = 0;

  if (s.size() > 64 || has_long_number(s))
    return false;
  if (open != std::string::npos &&
      s.find_first_not_of("0123456789 -+,/xyzabc)", open + 1) !=
          std::string::npos)
    return false;
  const std::string parts = s.substr(0, open);
  while ((at = parts.find_first_not_of(" \t_", at)) != std::string::npos) {
    const size_t end = std::min(parts.find_first_of(" \t_", at), parts.size());
    const std::string part = parts.substr(at, end - at);

    /* part 0 is the lattice, "-F", the sign perhaps by itself */
    if (part != "-" && position > 0 && !is_hall_part(part, position))
      return false;
    if (part != "-")
      position++;
    at = end;
  }
  return position > 0;
}

} // namespace

extern "C" {

iw_status iwi_cif_parse(iw_context *ctx, const char *name, const char *data,
                        size_t size, iwi_cif **out)
{
  iwi_cif *made = nullptr;

  *out = nullptr;
  try {
    made = new iwi_cif;
    parse(*made, name, data, size);
    *out = made;
    return IW_OK;
  } catch (const cif::pegtl::parse_error &e) {
    const size_t line = e.positions().empty() ? 0 : e.positions()[0].line;
    const std::string text(e.message());

    delete made;
    return iwi_fail(ctx, IW_E_PARSE, "%.500s:%zu: not a CIF: %s", name, line,
                    text.c_str());
  } catch (const TooMany &) {
    delete made;
    return iwi_fail(ctx, IW_E_LIMIT,
                    "%.500s: more than %zu tags or %zu values in loops", name,
                    max_items, max_values);
  } catch (const std::bad_alloc &) {
    delete made;
    return iwi_fail(ctx, IW_E_MEMORY, "%.500s: out of memory", name);
  } catch (const std::exception &e) {
    delete made;
    return iwi_fail(ctx, IW_E_PARSE, "%s", e.what());
  }
}

void iwi_cif_destroy(iwi_cif *cif_)
{
  delete cif_;
}

size_t iwi_cif_n_blocks(const iwi_cif *cif_)
{
  return cif_->doc.blocks.size();
}

const char *iwi_cif_block_name(const iwi_cif *cif_, size_t block)
{
  return cif_->doc.blocks[block].name.c_str();
}

int iwi_cif_find(const iwi_cif *cif_, size_t block, const char *tag,
                 iwi_cif_column *out)
{
  const std::vector<cif::Item> &items = cif_->doc.blocks[block].items;

  std::memset(out, 0, sizeof *out);
  for (size_t i = 0; i < items.size(); i++) {
    const cif::Item &item = items[i];

    if (item.type == cif::ItemType::Pair && item.pair[0] == tag) {
      out->item = &item;
      out->n_rows = 1;
      return 1;
    }
    if (item.type != cif::ItemType::Loop)
      continue;
    for (size_t k = 0; k < item.loop.tags.size(); k++) {
      if (item.loop.tags[k] != tag)
        continue;
      out->item = &item;
      out->column = k;
      out->n_rows = item.loop.length();
      out->lines = cif_->doc.lines.data() + cif_->starts[block][i];
      return 1;
    }
  }
  return 0;
}

const char *iwi_cif_value(const iwi_cif_column *column, size_t row)
{
  const cif::Item *item = static_cast<const cif::Item *>(column->item);

  if (item == nullptr)
    return "";
  if (item->type == cif::ItemType::Pair)
    return item->pair[1].c_str();
  return item->loop.val(row, column->column).c_str();
}

int32_t iwi_cif_line(const iwi_cif_column *column, size_t row)
{
  const cif::Item *item = static_cast<const cif::Item *>(column->item);

  if (item == nullptr)
    return 0;
  if (item->type == cif::ItemType::Pair)
    return item->line_number;
  return column->lines[row * item->loop.width() + column->column];
}

int iwi_symop_parse(const char *text, iwi_symop *out)
{
  try {
    std::string s(text);

    if (s.size() > 96 || !fractions_for_decimals(s) || has_long_number(s))
      return 0;
    return to_symop(gemmi::parse_triplet(s), out);
  } catch (const std::exception &) {
    return 0;
  }
}

int iwi_group_by_symbol(const char *symbol, double alpha, double gamma,
                        int origin, iwi_group *out, int *open)
{
  *open = 0;
  try {
    const gemmi::SpaceGroup *sg =
        gemmi::find_spacegroup_by_name(symbol, alpha, gamma);

    if (sg == nullptr)
      return 0;
    if (std::strchr(symbol, ':') == nullptr &&
        (sg->ext == '1' || sg->ext == '2')) {
      *open = 1;
      sg = with_origin(sg, origin == 1 ? '1' : '2');
    }
    name_group(*sg, out);
    return to_group(sg->operations(), out);
  } catch (const std::exception &) {
    return 0;
  }
}

int iwi_group_by_hall(const char *hall, iwi_group *out)
{
  try {
    if (!is_hall(hall))
      return 0;
    const gemmi::GroupOps ops = gemmi::symops_from_hall(hall);
    const gemmi::SpaceGroup *sg = gemmi::find_spacegroup_by_ops(ops);

    std::memset(out, 0, sizeof *out);
    if (sg != nullptr)
      name_group(*sg, out);
    return to_group(ops, out);
  } catch (const std::exception &) {
    return 0;
  }
}

const char *iwi_group_reference(int number)
{
  for (const gemmi::SpaceGroup &sg : gemmi::spacegroup_tables::main) {
    if (sg.number == number && sg.is_reference_setting())
      return sg.hm;
  }
  return nullptr;
}
}
