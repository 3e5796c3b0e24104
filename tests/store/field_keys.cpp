// Prints the keys of a run's files, as the tables of fields have them, for tests/results_readme_test.py: an object per
// struct, which holds null or the object below it by key.
#include <iostream>

#include "store/manifest_fields.h"
#include "store/record_fields.h"
#include "store/stopping_fields.h"

namespace {

using quantladder::store::Described;
using quantladder::store::Fields;
using Json = nlohmann::ordered_json;

template <class T>
struct Keys {
  static Json get() { return nullptr; }
};
template <class T>
struct Keys<std::optional<T>> : Keys<T> {};
template <class T>
struct Keys<std::vector<T>> : Keys<T> {};
template <class T>
struct Keys<std::map<std::string, T>> : Keys<T> {};

template <class... T>
struct Keys<std::variant<T...>> {
  static Json get() {
    Json keys = Json::object();
    (keys.update(Keys<T>::get()), ...);
    return keys;
  }
};

template <Described T>
struct Keys<T> {
  static Json get() {
    Json keys = Json::object();
    const auto add = [&](const auto& field) {
      const Json below = Keys<typename std::decay_t<decltype(field)>::Below>::get();
      if (field.key == nullptr) {
        keys.update(below);
      } else {
        keys[field.key] = below;
      }
    };
    std::apply([&](const auto&... each) { (add(each), ...); }, Fields<T>::all);
    return keys;
  }
};

}  // namespace

int main() {
  using namespace quantladder;
  std::cout << Json{{"manifest", Keys<core::Manifest>::get()},
                    {"record", Keys<core::Record>::get()},
                    {"server start", Keys<core::ServerStart>::get()},
                    {"given score", Keys<core::GivenScore>::get()},
                    {"episode judgement", Keys<core::EpisodeJudgement>::get()},
                    {"stopping log", Keys<core::StoppingLog>::get()},
                    {"difference", Keys<core::FileDifference>::get()}}
                   .dump(1)
            << "\n";
}
