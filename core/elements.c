/* SPDX-License-Identifier: BSD-3-Clause */
/* Element symbols. */
#include <ionway/elements.h>

#include <string.h>

static const char symbols[IW_MAX_ELEMENT + 1][3] = {
    "",   "H",  "He", "Li", "Be", "B",  "C",  "N",  "O",  "F",  "Ne", "Na",
    "Mg", "Al", "Si", "P",  "S",  "Cl", "Ar", "K",  "Ca", "Sc", "Ti", "V",
    "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br",
    "Kr", "Rb", "Sr", "Y",  "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag",
    "Cd", "In", "Sn", "Sb", "Te", "I",  "Xe", "Cs", "Ba", "La", "Ce", "Pr",
    "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu",
    "Hf", "Ta", "W",  "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi",
    "Po", "At", "Rn", "Fr", "Ra", "Ac", "Th", "Pa", "U",  "Np", "Pu", "Am",
    "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr", "Rf", "Db", "Sg", "Bh",
    "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og"};

const char *iw_element_symbol(int32_t element)
{
  if (element < 1 || element > IW_MAX_ELEMENT)
    return "";
  return symbols[element];
}

int32_t iw_element_from_symbol(const char *text, size_t size)
{
  if (size == 1 && (text[0] == 'D' || text[0] == 'T'))
    return 1;
  if (size != 1 && size != 2)
    return 0;
  for (int32_t z = 1; z <= IW_MAX_ELEMENT; z++) {
    if (strlen(symbols[z]) == size && memcmp(symbols[z], text, size) == 0)
      return z;
  }
  return 0;
}
