// Multiplications to be priced: shards of the width of GPT-3 and of 16 times as much, from many tokens to few.

#pragma once

#include <scalewall/cost/matmul.hpp>

#include <cstdint>
#include <vector>

struct multiplication {
  scalewall::matmul_shape shape;
  scalewall::matmul_kind kind;
};

inline std::vector<multiplication> multiplications() {
  std::vector<multiplication> all;
  for (const std::int64_t rows : {196608, 12288, 3072, 768})
    for (const std::int64_t columns : {786432, 49152, 6144, 1536})
      for (const std::int64_t tokens : {8192, 896, 112, 7})
        for (const scalewall::matmul_kind kind :
             {scalewall::matmul_kind::activation, scalewall::matmul_kind::weight_gradient})
          all.push_back({{.rows = rows, .columns = columns, .tokens = tokens}, kind});
  return all;
}
