// One table of fields per struct gives both directions of its JSON, and its keys to the test of results/README.md:
//
//   template <>
//   struct Fields<core::Usage> {
//     static constexpr auto all = std::tuple(field("prompt_tokens", &core::Usage::prompt_tokens), ...);
//   };
//
// Keys are written in the table's order. An optional that is not set is null, or the empty text where it is of a closed
// set; reading takes an absent key for the same. Members may be structs with a table, and optionals, vectors and maps
// of them.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <type_traits>

#include "quantladder/core/closed_set.h"
#include "store/json_text.h"

namespace quantladder::store {

template <class T>
struct Fields;

template <class T>
concept Described = requires {
  Fields<T>::all;
};

// The table is that of another type where two layouts hold the same values.
template <class Table, class T>
void write_fields(Json& to, const T& value);
template <class Table, class T>
void read_fields(const Json& from, T& value);
template <Described T>
void write_fields(Json& to, const T& value) {
  write_fields<Fields<T>, T>(to, value);
}
template <Described T>
void read_fields(const Json& from, T& value) {
  read_fields<Fields<T>, T>(from, value);
}

// `write` puts the field of a struct into an object, `read` takes it out. Value: the type whose own keys lie below it.
template <class Value, class Write, class Read>
struct Field {
  using Below = Value;
  const char* key;
  Write write;
  Read read;
};

template <class Value, class Write, class Read>
constexpr auto make_field(const char* key, Write write, Read read) {
  return Field<Value, Write, Read>{key, write, read};
}

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

// Returns the value that the text of `key` stands for; throws core::Error where there is none.
template <class Value>
Value known(const std::optional<Value>& value, const std::string& key, const std::string& text) {
  if (value) return *value;
  throw core::Error(core::ErrorKind::usage, fmt::format("unknown {} \"{}\"", key, text));
}

// Returns the value of `key`; nullptr where it is absent or null.
inline const Json* find_known(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

enum class Absent { refused, keeps_default };

// `absent`: keeps_default for what older code did not write.
template <class Owner, class Member>
constexpr auto field(const char* key, Member Owner::*member,
                     Absent absent = kIsOptional<Member> ? Absent::keeps_default : Absent::refused) {
  static_assert(!std::is_enum_v<Member> || core::ClosedSet<Member>, "its number would be written");
  return make_field<Member>(
      key, [=](Json& to, const Owner& owner) { to[key] = owner.*member; },
      [=](const Json& from, Owner& owner) {
        if (absent == Absent::refused || find_known(from, key) != nullptr) from.at(key).get_to(owner.*member);
      });
}

// A figure that is 0 in memory where it was not learnt, and can't be 0 otherwise.
template <class Owner, class Member>
constexpr auto zero_is_unknown(const char* key, Member Owner::*member) {
  return make_field<Member>(
      key, [=](Json& to, const Owner& owner) { to[key] = owner.*member == Member{} ? Json() : Json(owner.*member); },
      field(key, member, Absent::keeps_default).read);
}

// An optional whose key is left out where it is not set.
template <class Owner, class Member>
constexpr auto field_if_set(const char* key, std::optional<Member> Owner::*member) {
  return make_field<Member>(
      key,
      [=](Json& to, const Owner& owner) {
        if (owner.*member) to[key] = *(owner.*member);
      },
      field(key, member).read);
}

// A text whose key is left out where it is empty.
template <class Owner>
constexpr auto text_if_any(const char* key, std::string Owner::*member) {
  return make_field<std::string>(
      key,
      [=](Json& to, const Owner& owner) {
        if (!(owner.*member).empty()) to[key] = owner.*member;
      },
      field(key, member, Absent::keeps_default).read);
}

// A list whose key is left out where it is empty.
template <class Owner, class Member>
constexpr auto list_if_any(const char* key, std::vector<Member> Owner::*member) {
  return make_field<Member>(
      key,
      [=](Json& to, const Owner& owner) {
        if (!(owner.*member).empty()) to[key] = owner.*member;
      },
      field(key, member, Absent::keeps_default).read);
}

// A map whose key is left out where it is empty.
template <class Owner, class Member>
constexpr auto map_if_any(const char* key, std::map<std::string, Member> Owner::*member) {
  return make_field<Member>(
      key,
      [=](Json& to, const Owner& owner) {
        if (!(owner.*member).empty()) to[key] = owner.*member;
      },
      field(key, member, Absent::keeps_default).read);
}

// A value with a text of its own. An optional that is not set has the empty text.
template <class Owner, class Member, class ToText, class Parse>
constexpr auto text_field(const char* key, Member Owner::*member, ToText to_text, Parse parse) {
  return make_field<std::string>(
      key, [=](Json& to, const Owner& owner) { to[key] = to_text(owner.*member); },
      [=](const Json& from, Owner& owner) {
        const auto text = from.at(key).template get<std::string>();
        if (kIsOptional<Member> && text.empty()) return;
        owner.*member = known(parse(text), key, text);
      });
}

// JSON that is kept as text, such as what a server sent; null for none.
template <class Owner>
constexpr auto json_text(const char* key, std::string Owner::*member) {
  return make_field<std::string>(
      key, [=](Json& to, const Owner& owner) { to[key] = parsed_or_null(owner.*member); },
      [=](const Json& from, Owner& owner) {
        if (const Json* value = find_known(from, key)) owner.*member = value->dump();
      });
}

// A value that follows from other fields is written for readers, and never read.
template <class Owner, class Function>
constexpr auto computed(const char* key, Function Owner::*function) {
  return make_field<std::string>(
      key, [=](Json& to, const Owner& owner) { to[key] = std::invoke(function, owner); }, [](const Json&, Owner&) {});
}

// A struct whose fields stand among those of its owner.
template <class Owner, class Member>
constexpr auto fields_of(Member Owner::*member) {
  return make_field<Member>(
      nullptr, [=](Json& to, const Owner& owner) { write_fields(to, owner.*member); },
      [=](const Json& from, Owner& owner) { read_fields(from, owner.*member); });
}

// A field of a member that is a struct.
template <class Owner, class Struct, class Member>
constexpr auto part_of(const char* key, Struct Owner::*whole, Member Struct::*part) {
  return make_field<Member>(
      key, [=](Json& to, const Owner& owner) { to[key] = owner.*whole.*part; },
      [=](const Json& from, Owner& owner) { from.at(key).get_to(owner.*whole.*part); });
}

// Structs by their names, which are keys here.
template <class Owner, class Member>
constexpr auto by_name(const char* key, std::vector<Member> Owner::*members, std::string Member::*name) {
  return make_field<Member>(
      key,
      [=](Json& to, const Owner& owner) {
        to[key] = Json::object();
        for (const Member& member : owner.*members) to[key][member.*name] = member;
      },
      [=](const Json& from, Owner& owner) {
        const Json* object = find_known(from, key);
        if (object == nullptr) return;
        for (const auto& [each, value] : object->items()) value.get_to((owner.*members).emplace_back()).*name = each;
      });
}

template <class Table, class T>
void write_fields(Json& to, const T& value) {
  std::apply([&](const auto&... each) { (each.write(to, value), ...); }, Table::all);
}

template <class Table, class T>
void read_fields(const Json& from, T& value) {
  std::apply([&](const auto&... each) { (each.read(from, value), ...); }, Table::all);
}

}  // namespace quantladder::store

template <quantladder::store::Described T>
struct nlohmann::adl_serializer<T, void> {
  template <class Json>
  static void to_json(Json& json, const T& value) {
    json = Json::object();
    quantladder::store::write_fields(json, value);
  }
  template <class Json>
  static void from_json(const Json& json, T& value) {
    quantladder::store::read_fields(json, value);
  }
};

template <quantladder::core::ClosedSet Enum>
struct nlohmann::adl_serializer<Enum, void> {
  template <class Json>
  static void to_json(Json& json, Enum value) {
    json = quantladder::core::to_id(value);
  }
  template <class Json>
  static void from_json(const Json& json, Enum& value) {
    const auto id = json.template get<std::string>();
    value = quantladder::store::known(quantladder::core::parse_id<Enum>(id), "word", id);
  }
};

template <class T>
struct nlohmann::adl_serializer<std::optional<T>, void> {
  template <class Json>
  static void to_json(Json& json, const std::optional<T>& value) {
    if (!value && quantladder::core::ClosedSet<T>) {
      json = "";
    } else {
      json = value ? Json(*value) : Json(nullptr);
    }
  }
  template <class Json>
  static void from_json(const Json& json, std::optional<T>& value) {
    value.reset();
    if (json != "" || !quantladder::core::ClosedSet<T>) json.get_to(value.emplace());
  }
};
