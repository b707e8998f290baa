// Five rules over an AWS Config snapshot with simdjson On-Demand: one line `RULE<TAB>RESOURCEID`
// on standard output for each resource that is NON_COMPLIANT, and the number of items visited on
// standard error.
//
//     g++ -std=c++17 -O3 -march=native -DNDEBUG simdjson_rules.cpp -lsimdjson -o simdjson_rules
//     simdjson_rules [--map] SNAPSHOT > PAIRS
//
// The file is loaded in simdjson's usual way, padded_string::load; with --map it is mapped into
// memory instead, which spares a copy and, for large files, most of the page faults.
//
// AWS Config writes `configuration` before `resourceType`. So each item is walked once to its type
// and id, and only items of the four types that a rule is about are reset and walked again for
// their configuration. The search for a member starts where the last one was found and wraps
// around: any order of members is right, the usual order is the quick one.
//
// On-Demand skips what nobody asks for: it finds the structure of the whole file and checks its
// UTF-8, but does not check the numbers, literals and escapes of members it skips.

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <simdjson.h>

#ifndef MAP_POPULATE
#define MAP_POPULATE 0  // Linux only
#endif

namespace {

using namespace simdjson;
using std::string_view;

// The string, or an empty view when the value is missing, null or something else.
string_view text(simdjson_result<ondemand::value> value) {
    string_view result;
    return value.get_string().get(result) == SUCCESS ? result : string_view();
}

bool is_true(simdjson_result<ondemand::value> value) {
    bool result;
    return value.get_bool().get(result) == SUCCESS && result;
}

bool is_everywhere(string_view range) { return range == "0.0.0.0/0" || range == "::/0"; }

// Is one of the source ranges in this array the whole internet? The ranges are strings, or objects
// that hold the range under `key`. The array may be missing.
bool opens_to_all(simdjson_result<ondemand::value> ranges, string_view key) {
    ondemand::array array;
    if (ranges.get_array().get(array) != SUCCESS) return false;
    for (simdjson_result<ondemand::value> range : array) {
        ondemand::json_type type;
        if (range.type().get(type) != SUCCESS) return false;
        if (type == ondemand::json_type::string) {
            if (is_everywhere(text(range))) return true;
        } else if (type == ondemand::json_type::object) {
            if (is_everywhere(text(range.find_field_unordered(key)))) return true;
        }
    }
    return false;
}

// Does one entry of ipPermissions open port 22 or 3389 to everyone? One pass, any order.
bool opens_blocked_port(ondemand::object permission) {
    string_view protocol;
    int64_t from = 1;  // no range
    int64_t to = 0;
    bool has_from = false;
    bool has_to = false;
    bool to_all = false;
    for (auto result : permission) {
        ondemand::field field;
        if (std::move(result).get(field) != SUCCESS) return false;
        const ondemand::raw_json_string key = field.key();
        simdjson_result<ondemand::value> value = std::move(field.value());
        if (key == string_view("ipProtocol")) {
            protocol = text(value);
        } else if (key == string_view("fromPort")) {
            has_from = value.get_int64().get(from) == SUCCESS;
        } else if (key == string_view("toPort")) {
            has_to = value.get_int64().get(to) == SUCCESS;
        } else if (to_all) {
            continue;
        } else if (key == string_view("ipRanges") || key == string_view("ipv4Ranges")) {
            to_all = opens_to_all(value, "cidrIp");
        } else if (key == string_view("ipv6Ranges")) {
            to_all = opens_to_all(value, "cidrIpv6");
        }
    }
    if (!to_all) return false;
    if (protocol == "-1") return true;
    if (protocol != "tcp" && protocol != "6") return false;
    const auto lets_in = [&](int64_t port) { return from <= port && port <= to; };
    return has_from && has_to && (lets_in(22) || lets_in(3389));
}

bool security_group_is_open(ondemand::object configuration) {
    ondemand::array permissions;
    if (configuration.find_field_unordered("ipPermissions").get_array().get(permissions)) {
        return false;
    }
    for (simdjson_result<ondemand::value> result : permissions) {
        ondemand::object permission;
        if (result.get_object().get(permission) == SUCCESS && opens_blocked_port(permission)) {
            return true;
        }
    }
    return false;
}

bool is_attached(ondemand::object configuration) {
    ondemand::array attachments;
    bool empty;
    return configuration.find_field_unordered("attachments").get_array().get(attachments) ==
               SUCCESS &&
           attachments.is_empty().get(empty) == SUCCESS && !empty;
}

void report(std::string &out, string_view rule, string_view resource_id) {
    out.append(rule);
    out.push_back('\t');
    out.append(resource_id);
    out.push_back('\n');
}

// The member of an item that holds an object, found from the start of the item.
ondemand::object part(ondemand::object &item, string_view key) {
    item.reset().value();
    return item.find_field_unordered(key).get_object().value();
}

void check_item(ondemand::object item, std::string &out) {
    const string_view type = item.find_field_unordered("resourceType").get_string().value();
    const bool is_group = type == "AWS::EC2::SecurityGroup";
    const bool is_volume = type == "AWS::EC2::Volume";
    const bool is_database = type == "AWS::RDS::DBInstance";
    const bool is_bucket = type == "AWS::S3::Bucket";
    if (!is_group && !is_volume && !is_database && !is_bucket) return;
    const string_view id = item.find_field_unordered("resourceId").get_string().value();
    if (is_bucket) {
        auto supplements = part(item, "supplementaryConfiguration");
        auto versioning = supplements.find_field_unordered("BucketVersioningConfiguration");
        if (text(versioning.find_field_unordered("status")) != "Enabled") {
            report(out, "s3-bucket-versioning-enabled", id);
        }
        return;
    }
    auto configuration = part(item, "configuration");
    if (is_group) {
        if (security_group_is_open(configuration)) report(out, "restricted-common-ports", id);
    } else if (is_volume) {
        if (is_attached(configuration) &&
            !is_true(configuration.find_field_unordered("encrypted"))) {
            report(out, "encrypted-volumes", id);
        }
    } else {
        if (is_true(configuration.find_field_unordered("publiclyAccessible"))) {
            report(out, "rds-instance-public-access-check", id);
        }
        if (!is_true(configuration.find_field_unordered("storageEncrypted"))) {
            report(out, "rds-storage-encrypted", id);
        }
    }
}

// Checks every item of a snapshot; returns how many there are.
size_t check_snapshot(ondemand::parser &parser, padded_string_view json, std::string &out) {
    ondemand::document document = parser.iterate(json);
    size_t visited = 0;
    for (ondemand::object item : document["configurationItems"].get_array()) {
        check_item(item, out);
        ++visited;
    }
    return visited;
}

// Maps a file with the padding that simdjson wants after it: zeros in the rest of the last page,
// and anonymous memory behind that page. The mapping lives as long as the process.
padded_string_view map_file(const char *path) {
    const int file = open(path, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0 || status.st_size == 0) {
        throw simdjson_error(IO_ERROR);
    }
    const size_t size = static_cast<size_t>(status.st_size);
    const size_t capacity = size + SIMDJSON_PADDING;
    void *room = mmap(nullptr, capacity, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) throw simdjson_error(MEMALLOC);
    const int flags = MAP_PRIVATE | MAP_FIXED | MAP_POPULATE;
    if (mmap(room, size, PROT_READ, flags, file, 0) == MAP_FAILED) throw simdjson_error(IO_ERROR);
    close(file);
    return padded_string_view(static_cast<const char *>(room), size, capacity);
}

}  // namespace

int main(int argc, char **argv) {
    const bool map = argc == 3 && string_view(argv[1]) == "--map";
    if (argc != 2 && !map) {
        std::fprintf(stderr, "usage: simdjson_rules [--map] SNAPSHOT | --version\n");
        return 2;
    }
    if (string_view(argv[1]) == "--version") {
        std::printf("simdjson-%d.%d.%d (%s)\n", SIMDJSON_VERSION_MAJOR, SIMDJSON_VERSION_MINOR,
                    SIMDJSON_VERSION_REVISION, get_active_implementation()->name().c_str());
        return 0;
    }
    try {
        ondemand::parser parser;
        std::string out;
        size_t visited;
        if (map) {
            visited = check_snapshot(parser, map_file(argv[2]), out);
        } else {
            const padded_string json = padded_string::load(argv[1]);
            visited = check_snapshot(parser, json, out);
        }
        if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size() ||
            std::fflush(stdout) != 0) {
            std::perror("simdjson_rules");
            return 1;
        }
        std::fprintf(stderr, "%zu items\n", visited);
    } catch (const simdjson_error &error) {
        std::fprintf(stderr, "simdjson_rules: %s\n", error.what());
        return 1;
    }
    return 0;
}
